/**
 * The entries of a list that fit into an answer. Lambda refuses an answer of more than 6 MB:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export class CutList<Item> {
  readonly items: Item[] = [];
  total = 0;
  #bytes = 0;

  add(create: () => Item): void {
    this.total += 1;
    if (this.items.length >= MAX_ITEMS || this.#bytes > MAX_BYTES) {
      return;
    }
    const item = create();
    this.#bytes += Buffer.byteLength(JSON.stringify(item));
    if (this.#bytes <= MAX_BYTES) {
      this.items.push(item);
    }
  }
}

const MAX_ITEMS = 10_000;

/** The rest of an answer is much smaller than the difference to 6 MB. */
const MAX_BYTES = 5_000_000;
