import type { Limits } from "../model/client.ts";
import { countSeriesOf, type MetricFamily } from "../model/exposition.ts";
import { boundExtraBytes } from "../model/metric-bytes.ts";

/**
 * An upper bound of a push's relayed and scraped bytes, calculated from its characters. Most pushes are far below their
 * limits, so their bytes need not be counted exactly.
 */
export class ByteBound {
  /** Whether the push may be over a limit. */
  mayExceed = false;
  readonly #most: number;
  readonly #mostOfSeries: number;
  #bytes = 0;
  // Of the last added family.
  #nameLength = 0;
  #isComposite = false;

  constructor({ relayedBytes, scrapedBytes, seriesBytes }: Limits) {
    this.#most = Math.min(relayedBytes, scrapedBytes);
    this.#mostOfSeries = seriesBytes;
  }

  addFamily({ type, name, help }: MetricFamily): void {
    this.#nameLength = name.length;
    this.#isComposite = type === "histogram" || type === "gaugehistogram" || type === "summary";
    this.#add(FAMILY_BYTES + MAX_UTF8_BYTES_PER_UNIT * (name.length + help.length));
  }

  /** Adds one metric of the last added family, with the characters of its labels. */
  addMetric(metric: MetricFamily["metrics"][number], characters: number): void {
    const ofSeries = MAX_UTF8_BYTES_PER_UNIT * (this.#nameLength + characters);
    if (ofSeries > this.#mostOfSeries) {
      this.mayExceed = true;
    }
    const series = this.#isComposite ? countSeriesOf(metric) : 1;
    const ofMetric = series * (ofSeries + SERIES_BYTES + LABEL_BYTES * metric.labels.names.length);
    this.#add(ofMetric + boundExtraBytes(metric));
  }

  #add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#most) {
      this.mayExceed = true;
    }
  }
}

const MAX_UTF8_BYTES_PER_UNIT = 3;

// For tags, lengths and numbers. Protobuf needs less.
const FAMILY_BYTES = 64;
const SERIES_BYTES = 64;
const LABEL_BYTES = 24;
