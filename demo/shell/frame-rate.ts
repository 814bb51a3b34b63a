/** Frames are counted over so many milliseconds. */
const WINDOW = 1000;

/** How many frames a second the page draws, measured while it is started. */
export class FrameRate {
  /** Null until a whole second was measured. */
  perSecond: number | null = null;
  #request = 0;

  start(): void {
    this.stop();
    let since = performance.now();
    let frames = 0;
    const frame = (now: number): void => {
      frames++;
      if (now - since >= WINDOW) {
        this.perSecond = Math.round((1000 * frames) / (now - since));
        [since, frames] = [now, 0];
      }
      this.#request = requestAnimationFrame(frame);
    };
    this.#request = requestAnimationFrame(frame);
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.perSecond = null;
  }
}
