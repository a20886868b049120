/** How often each event happened. A test in which nothing happens would prove nothing. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(what: string, times = 1): void {
    this.#counts.set(what, this.of(what) + times);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  toString(): string {
    return JSON.stringify(Object.fromEntries([...this.#counts].sort()));
  }
}
