/** Which Prometheus shall read it: releases before 3.8 refuse a file with the keys that ask for native histograms. */
export type PrometheusReader = "3.8 or newer" | "before 3.8";

export interface ScrapeTarget {
  /** `scrape.job` of the configuration: no push may use it as its job. */
  readonly job: string;
  /** host:port */
  readonly address: string;
}

/** What of a page only protobuf has, native histograms foremost. Classic buckets are kept beside them, for existing queries. */
const PROTOBUF_KEYS = [
  "scrape_native_histograms: true",
  "always_scrape_classic_histograms: true",
  "scrape_protocols: [PrometheusProto, OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText0.0.4]",
];

/** The `scrape_configs` that a Prometheus needs to see what was pushed, as it was pushed, ready to paste. */
export const toScrapeConfig = ({ job, address }: ScrapeTarget, reader: PrometheusReader): string =>
  [
    "scrape_configs:",
    `  - job_name: ${JSON.stringify(job)}`,
    "    honor_labels: true",
    ...(reader === "3.8 or newer" ? PROTOBUF_KEYS.map((key) => `    ${key}`) : []),
    "    static_configs:",
    `      - targets: [${JSON.stringify(address)}]`,
    "",
  ].join("\n");
