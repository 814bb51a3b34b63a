/** An error meant for the user: one clear sentence that says what, where and what to do. */
export class ThetascapeError extends Error {
  override name = 'ThetascapeError';
}
