import { isMetricNameByte } from "./bytes.ts";
import type { FamilyBook, NamedTarget } from "./family-book.ts";
import type { TextPayload } from "./payload.ts";

/**
 * Reads metric names. A name is expected to be that of the line before, or else the one that followed that name the last time,
 * as the names of a histogram's samples follow each other: neither is looked up.
 */
export class MetricNameReader {
  readonly #payload: TextPayload;
  readonly #families: FamilyBook;
  #last: NamedTarget | undefined;

  constructor(payload: TextPayload, families: FamilyBook) {
    this.#payload = payload;
    this.#families = families;
  }

  /** What samples are of the name whose first byte is here. */
  read(start: number): NamedTarget {
    const last = this.#last;
    if (last !== undefined && this.#isAt(start, last)) {
      return last;
    }
    const next = last?.next;
    this.#last = next !== undefined && this.#isAt(start, next) ? next : this.#lookUp(start);
    if (last !== undefined) {
      last.next = this.#last;
    }
    return this.#last;
  }

  #isAt(start: number, { nameStart, nameLength }: NamedTarget): boolean {
    return (
      this.#payload.countEqual(start, nameStart, nameLength) === nameLength &&
      !isMetricNameByte(this.#payload.bytes[start + nameLength]!)
    );
  }

  #lookUp(start: number): NamedTarget {
    let end = start;
    while (isMetricNameByte(this.#payload.bytes[end]!)) {
      end++;
    }
    return this.#families.resolve(this.#payload.slice(start, end), start);
  }
}
