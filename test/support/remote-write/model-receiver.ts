import type { RemoteWriteAnswer } from "../../../lambda/destinations/remote-write/receiver.ts";
import { decodeWriteRequest, type ReceivedSeries, toText } from "./decode-write-request.ts";

/** The last sample of a series. */
export interface LastSample {
  readonly timestampMs: number;
  readonly value: number;
  readonly isStale: boolean;
}

/** Called for every stored sample. */
export type ReceiverObserver = (series: string, sample: LastSample, before: LastSample | undefined) => void;

/**
 * A receiver with the rules measured at Prometheus 3.16 without an out-of-order window. If one sample is older than the
 * last one of its series, or has the same time and another value, the whole request is refused. The same sample again
 * changes nothing.
 */
export class ModelReceiver {
  readonly series = new Map<string, LastSample>();
  readonly #observe: ReceiverObserver;

  constructor(observe: ReceiverObserver = () => {}) {
    this.#observe = observe;
  }

  store(body: Uint8Array): RemoteWriteAnswer {
    const request = decodeWriteRequest(body);
    const wrong = request.find((one) => !this.#isTaken(one));
    if (wrong !== undefined) {
      return toAnswer(400, `out of order sample in ${toText(wrong)}`);
    }
    for (const one of request) {
      const id = toText(one);
      for (const sample of one.samples) {
        const before = this.series.get(id);
        this.series.set(id, sample);
        this.#observe(id, sample, before);
      }
    }
    return toAnswer(204, "");
  }

  /** The series that a query shows at this time. */
  visibleAt(nowMs: number, lookbackMs: number): ReadonlyMap<string, number> {
    return new Map(
      [...this.series].flatMap(([id, { timestampMs, value, isStale }]) =>
        isStale || timestampMs <= nowMs - lookbackMs ? [] : [[id, value] as const],
      ),
    );
  }

  #isTaken(one: ReceivedSeries): boolean {
    const last = this.series.get(toText(one));
    return one.samples.every(
      ({ timestampMs, value, isStale }) =>
        last === undefined ||
        timestampMs > last.timestampMs ||
        (timestampMs === last.timestampMs && isStale === last.isStale && (isStale || value === last.value)),
    );
  }
}

export const toAnswer = (status: number, text: string): RemoteWriteAnswer => ({
  kind: "answered",
  status,
  retryAfterMs: undefined,
  written: 0,
  text,
});
