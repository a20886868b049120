import { TextPayload } from "../../lambda/decode/text/payload.ts";

/** A payload that counts the work done on it, to show that nothing is read twice. */
export class CountingPayload extends TextPayload {
  /** The texts that were created, in order. */
  readonly slices: string[] = [];
  /** How many bytes each comparison with earlier bytes covered. */
  readonly comparisons: number[] = [];

  constructor(bytes: Uint8Array) {
    super(bytes, false);
  }

  override slice(start: number, end: number): string {
    const text = super.slice(start, end);
    this.slices.push(text);
    return text;
  }

  override countEqual(at: number, before: number, length: number): number {
    this.comparisons.push(length);
    return super.countEqual(at, before, length);
  }
}
