import { TextPayload } from "../../lambda/decode/text/payload.ts";

/** A payload that keeps account of the work that is done with it: what is read once ought not to be read again. */
export class CountingPayload extends TextPayload {
  /** The texts that were made, in order. */
  readonly slices: string[] = [];
  /** How many bytes were to be compared with earlier ones, comparison by comparison. */
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
