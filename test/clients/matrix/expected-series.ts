import { readSeries } from "../../support/prometheus-query.ts";
import type { MetricKind } from "./client-program.ts";

/** The series of each type in the `types` payload, as the Pushgateway's page must show them. */
const PAGE: Readonly<Record<MetricKind, string>> = {
  gauge: 'demo_temperature_celsius{room="kitchen"} 21.5',
  counter: 'demo_requests_total{code="200"} 3',
  histogram: `demo_latency_seconds_bucket{le="0.125"} 1
demo_latency_seconds_bucket{le="1"} 2
demo_latency_seconds_bucket{le="+Inf"} 3
demo_latency_seconds_sum 5.5625
demo_latency_seconds_count 3`,
  summary: `demo_size_bytes{quantile="0.5"} 100
demo_size_bytes_sum 200
demo_size_bytes_count 2`,
  untyped: "demo_untyped 7",
  info: 'demo_build_info{version="1.2.3"} 1',
  stateset: `demo_state{demo_state="running"} 1
demo_state{demo_state="stopped"} 0`,
};

export type Series = ReadonlyMap<string, number>;

/** The series of a summary without quantiles. */
const PLAIN_SUMMARY = PAGE.summary.replace(/^.*quantile.*\n/, "");

export const plainSummary = (labels: Readonly<Record<string, string>>): Series =>
  readSeries(PLAIN_SUMMARY, labels);

/** @param labels those of the group, including `instance` even if it is empty, since the Pushgateway adds it */
export const seriesOfKind = (kind: MetricKind, labels: Readonly<Record<string, string>>): Series =>
  readSeries(PAGE[kind], labels);

export const seriesOf = (text: string, labels: Readonly<Record<string, string>>): Series =>
  readSeries(text, labels);

/** The families that the Pushgateway and the proxy add to every group. */
const ADDED = /^(push_(failure_)?time_seconds|pushgateway_proxy_push_timestamp_seconds)\{/;

/** The series of this job on a page. */
export const seriesOfJob = (page: string, job: string): Series =>
  readSeries(
    page
      .split("\n")
      .filter((line) => line.includes(`job="${job}"`) && !ADDED.test(line))
      .join("\n"),
    {},
  );

export const isEqual = (a: Series, b: Series): boolean =>
  a.size === b.size && [...a].every(([series, value]) => Object.is(b.get(series), value));

/** As on a page, for a reader. */
export const describeSeries = (series: Series): string =>
  series.size === 0 ? "nothing" : [...series].map(([name, value]) => `${name} ${value}`).join("\n");
