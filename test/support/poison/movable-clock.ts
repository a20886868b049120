/** The wall clock, moved forward at will. */
export class MovableClock {
  /** Ascending by when. */
  readonly #moves: { readonly atMs: number; readonly offsetMs: number }[] = [];
  #offsetMs = 0;

  readonly now = (): number => Date.now() + this.#offsetMs;

  advance(ms: number): void {
    this.#offsetMs += ms;
    this.#moves.push({ atMs: Date.now(), offsetMs: this.#offsetMs });
  }

  /** What this clock said at a time of the wall clock. */
  moved(wallClockMs: number): number {
    return wallClockMs + (this.#moves.findLast(({ atMs }) => atMs <= wallClockMs)?.offsetMs ?? 0);
  }
}
