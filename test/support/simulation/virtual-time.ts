/** A clock that jumps from one thing that is waited for to the next. */
export class VirtualTime {
  #nowMs: number;
  #sequence = 0;
  readonly #waiting: { readonly atMs: number; readonly sequence: number; readonly wake: () => void }[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#sequence += 1;
      this.#waiting.push({ atMs: this.#nowMs + Math.max(ms, 0), sequence: this.#sequence, wake });
    });
  }

  /** Lets everything happen that is due before this time, each in its turn. */
  async runUntil(endMs: number): Promise<void> {
    await turn();
    for (;;) {
      const next = this.#takeNext(endMs);
      if (next === undefined) return;
      this.#nowMs = next.atMs;
      next.wake();
      await turn();
    }
  }

  #takeNext(endMs: number) {
    let first = -1;
    for (let index = 0; index < this.#waiting.length; index += 1) {
      const one = this.#waiting[index]!;
      const best = this.#waiting[first];
      if (
        best === undefined ||
        one.atMs < best.atMs ||
        (one.atMs === best.atMs && one.sequence < best.sequence)
      ) {
        first = index;
      }
    }
    return first >= 0 && this.#waiting[first]!.atMs <= endMs ? this.#waiting.splice(first, 1)[0] : undefined;
  }
}

/** Everything that can go on without time passing has gone on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
