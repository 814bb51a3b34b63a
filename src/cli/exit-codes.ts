/** Exit codes, as `--help` and the README list them; `again` asks the supervisor for a new child. */
export const EXIT = { ok: 0, failed: 1, usage: 2, held: 3, again: 75, interrupted: 130 } as const;
