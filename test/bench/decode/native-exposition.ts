import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { encodeUnpacked } from "../../support/wire-oracle.ts";

/**
 * A push of a service with native histograms, as Go's client writes it: 200 histograms with 80 buckets and two
 * exemplars each, and 500 counters with an exemplar, all with created timestamps. It is always the same.
 */
export const createNativeExposition = (): Uint8Array => encodeUnpacked([counters(), histograms()]);

const CREATED = { seconds: 1_700_000_000, nanos: 123_456_789 };

const exemplar = (index: number) => ({
  labels: { names: ["trace_id"], values: [`4bf92f3577b34da6a3ce929d0e0e${1_000 + index}`] },
  value: 0.125,
  timestamp: CREATED,
});

const range = (length: number): readonly number[] => [...Array(length).keys()];

const counters = (): MetricFamily => ({
  type: "counter",
  name: "app_jobs_total",
  help: "Jobs that were done.",
  at: 0,
  metrics: range(500).map((index) => ({
    labels: { names: ["queue"], values: [`queue-${index}`] },
    value: index,
    at: 0,
    exemplar: exemplar(index),
    created: CREATED,
  })),
});

const BUCKETS = 80;
const DELTAS = range(BUCKETS).map((index) => (index === 0 ? 9 : index % 2 === 0 ? 3 : -3));
const TOTAL = (BUCKETS / 2) * (9 + 6);

const histograms = (): MetricFamily => ({
  type: "histogram",
  name: "app_request_duration_seconds",
  help: "How long requests took.",
  at: 0,
  metrics: range(200).map((index) => ({
    labels: { names: ["path"], values: [`/api/v1/resources/${index}`] },
    buckets: [],
    sum: 12.5,
    count: TOTAL,
    at: 0,
    native: {
      kind: "integer" as const,
      schema: 3,
      count: TOTAL,
      zeroThreshold: 2 ** -128,
      zeroCount: 0,
      positive: {
        spans: [
          { offset: -40, length: 30 },
          { offset: 2, length: 50 },
        ],
        values: DELTAS,
      },
      negative: { spans: [], values: [] },
    },
    exemplars: [exemplar(index), exemplar(index + 1)],
    created: CREATED,
  })),
});
