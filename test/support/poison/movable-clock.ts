/** The wall clock, which can be moved forward. */
export class MovableClock {
  /** Ascending by time. */
  readonly #moves: { readonly atMs: number; readonly offsetMs: number }[] = [];
  #offsetMs = 0;

  readonly now = (): number => Date.now() + this.#offsetMs;

  advance(ms: number): void {
    this.#offsetMs += ms;
    this.#moves.push({ atMs: Date.now(), offsetMs: this.#offsetMs });
  }

  /** What this clock showed at a time of the wall clock. */
  moved(wallClockMs: number): number {
    return wallClockMs + (this.#moves.findLast(({ atMs }) => atMs <= wallClockMs)?.offsetMs ?? 0);
  }
}
