import type { NativeBuckets } from "../../model/exposition.ts";
import type { Series } from "./series.ts";

/** The most content of one request before compression. AMP accepts 1 MB; Prometheus sends as many series by default. */
export const MAX_REQUEST_SERIES = 2_000;
export const MAX_REQUEST_BYTES = 900_000;

/** Collects series into requests. Each series is in exactly one. */
export class Batches {
  #series: Series[] = [];
  #bytes = 0;
  /** Lower after the receiver has refused a smaller request as too large. */
  maxBytes = MAX_REQUEST_BYTES;

  /** Returns a batch that is full, before the series is added to the next one. */
  add(series: Series): readonly Series[] | undefined {
    const bytes = estimateBytes(series);
    const isFull =
      this.#series.length > 0 &&
      (this.#series.length >= MAX_REQUEST_SERIES || this.#bytes + bytes > this.maxBytes);
    const full = isFull ? this.take() : undefined;
    this.#series.push(series);
    this.#bytes += bytes;
    return full;
  }

  /** The remaining series; the batch may be empty. */
  take(): readonly Series[] {
    const taken = this.#series;
    this.#series = [];
    this.#bytes = 0;
    return taken;
  }
}

/** The length for ASCII, which is the least. The encoder finds the exact length. */
const estimateBytes = ({ labels: { names, values }, point }: Series): number => {
  let bytes = FRAME_BYTES + (point.kind === "native" ? estimateBuckets(point.native) : 0);
  for (let i = 0; i < names.length; i++) {
    bytes += names[i]!.length + values[i]!.length + LABEL_FRAME_BYTES;
  }
  return bytes;
};

const estimateBuckets = ({ kind, positive, negative }: NativeBuckets): number => {
  const buckets = positive.values.length + negative.values.length;
  const spans = positive.spans.length + negative.spans.length;
  return buckets * (kind === "integer" ? 1 : 8) + spans * SPAN_BYTES;
};

const SPAN_BYTES = 6;
const FRAME_BYTES = 24;
const LABEL_FRAME_BYTES = 8;
