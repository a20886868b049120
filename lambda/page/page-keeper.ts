import { type Clock, isWithin } from "../model/clock.ts";

/** How long a page is used for equal requests, from when it began to be made. */
export const KEEP_MS = 5_000;

/** The most pages that are kept, with one that is being made. Each can take some megabytes. */
const MAX_KEPT = 4;

interface Kept<Page> {
  readonly page: Promise<Page>;
  /** Undefined while it waits for the pages before it. */
  begunAtMs: number | undefined;
}

/**
 * Makes one page after the other, because each needs memory and processor time. Concurrent equal requests, and those
 * shortly after, get the same page. A failed page is not kept. A function can be frozen while it makes a page. What the
 * page has read before is too old for a later request, which another process may have answered in the meantime.
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
    const kept: Kept<Page> = {
      page: this.#enqueue(() => {
        kept.begunAtMs = this.#now();
        return make();
      }),
      begunAtMs: undefined,
    };
    this.#kept.set(name, kept);
    kept.page.catch(() => {
      if (this.#kept.get(name) === kept) {
        this.#kept.delete(name);
      }
    });
    return kept.page;
  }

  #enqueue(make: () => Promise<Page>): Promise<Page> {
    const page = this.#last.then(make, make);
    this.#last = page.catch(() => {});
    return page;
  }

  #forgetOld(): void {
    const begun = [...this.#kept].filter(([, { begunAtMs }]) => begunAtMs !== undefined);
    const excess = begun.length - MAX_KEPT;
    for (const [index, [name, { begunAtMs }]] of begun.entries()) {
      if (index < excess || !isWithin(begunAtMs ?? 0, this.#now(), KEEP_MS)) {
        this.#kept.delete(name);
      }
    }
  }
}
