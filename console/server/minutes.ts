export const MINUTE_MS = 60_000;

/** The number of remembered minutes. */
export const WINDOW_MINUTES = 30;

/** Counts events in each of the last 30 minutes. */
export class Minutes {
  readonly #counts = new Uint32Array(WINDOW_MINUTES);
  /** The latest counted minute, since 1970. */
  #minute = 0;

  add(nowMs: number): void {
    this.#forget(nowMs);
    this.#counts[this.#minute % WINDOW_MINUTES]! += 1;
  }

  /** The oldest first. */
  list(nowMs: number): readonly number[] {
    this.#forget(nowMs);
    return Array.from(
      { length: WINDOW_MINUTES },
      (_, index) => this.#counts[(this.#minute + 1 + index) % WINDOW_MINUTES]!,
    );
  }

  /** Sets older minutes to zero. If the clock goes back, the event counts for the latest minute. */
  #forget(nowMs: number): void {
    const minute = Math.max(Math.floor(nowMs / MINUTE_MS), this.#minute);
    const passed = Math.min(minute - this.#minute, WINDOW_MINUTES);
    for (let index = 1; index <= passed; index++) {
      this.#counts[(this.#minute + index) % WINDOW_MINUTES] = 0;
    }
    this.#minute = minute;
  }
}

export const WINDOW_MS = WINDOW_MINUTES * MINUTE_MS;
