import { type Clock, isWithin } from "../model/clock.ts";

/** How long a page is kept for equal requests. */
export const KEEP_MS = 5_000;

/** The most pages that are kept. Each can take some megabytes. */
const MAX_KEPT = 4;

interface Kept<Page> {
  readonly page: Promise<Page>;
  /** Undefined while it is being made. */
  madeAtMs: number | undefined;
}

/**
 * Makes one page after the other, because each needs memory and processor time. Concurrent equal requests, and those
 * shortly after, get the same page. A failed page is not kept.
 */
export class PageKeeper<Page> {
  readonly #now: Clock;
  readonly #kept = new Map<string, Kept<Page>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(now: Clock) {
    this.#now = now;
  }

  get(name: string, make: () => Promise<Page>): Promise<Page> {
    this.#forgetOld();
    const known = this.#kept.get(name);
    if (known !== undefined) {
      return known.page;
    }
    const kept: Kept<Page> = { page: this.#enqueue(make), madeAtMs: undefined };
    this.#kept.set(name, kept);
    kept.page.then(
      () => {
        kept.madeAtMs = this.#now();
      },
      () => this.#kept.delete(name),
    );
    return kept.page;
  }

  #enqueue(make: () => Promise<Page>): Promise<Page> {
    const page = this.#last.then(make, make);
    this.#last = page.catch(() => {});
    return page;
  }

  #forgetOld(): void {
    const made = [...this.#kept].filter(([, { madeAtMs }]) => madeAtMs !== undefined);
    const excess = made.length - MAX_KEPT;
    for (const [index, [name, { madeAtMs }]] of made.entries()) {
      if (index < excess || !isWithin(madeAtMs ?? 0, this.#now(), KEEP_MS)) {
        this.#kept.delete(name);
      }
    }
  }
}
