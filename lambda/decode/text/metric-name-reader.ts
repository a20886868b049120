import { isMetricNameByte } from "./bytes.ts";
import type { FamilyBook, NamedTarget } from "./family-book.ts";
import type { TextPayload } from "./payload.ts";

/**
 * Reads metric names. A name is first compared with the name of the line before, then with the name that followed that
 * one the last time, as in the samples of a histogram. Only other names are looked up.
 */
export class MetricNameReader {
  readonly #payload: TextPayload;
  readonly #families: FamilyBook;
  #last: NamedTarget | undefined;

  constructor(payload: TextPayload, families: FamilyBook) {
    this.#payload = payload;
    this.#families = families;
  }

  /** The target of the name that starts at `start`. `end` is the end of the name, if the caller knows it. */
  read(start: number, end?: number): NamedTarget {
    const last = this.#last;
    if (last !== undefined && this.#isAt(start, last)) {
      return last;
    }
    const next = last?.next;
    const found = next !== undefined && this.#isAt(start, next) ? next : this.#lookUp(start, end);
    if (last !== undefined) {
      last.next = found;
    }
    this.#last = found;
    return found;
  }

  /** The end of the name that starts at `start`. */
  findEnd(start: number): number {
    const last = this.#last;
    if (last !== undefined && this.#isAt(start, last)) {
      return start + last.nameLength;
    }
    const { bytes } = this.#payload;
    let end = start;
    while (isMetricNameByte(bytes[end]!)) {
      end++;
    }
    return end;
  }

  #isAt(start: number, { nameStart, nameLength }: NamedTarget): boolean {
    return (
      this.#payload.countEqual(start, nameStart, nameLength) === nameLength &&
      !isMetricNameByte(this.#payload.bytes[start + nameLength]!)
    );
  }

  #lookUp(start: number, end: number = this.findEnd(start)): NamedTarget {
    return this.#families.resolve(this.#payload.slice(start, end), start);
  }
}
