import type { SampleType } from "../../model/exposition.ts";

/** The proxy's metrics about itself, with the job `pushgateway-proxy`. docs/monitoring.md lists them. */
export const OWN_METRICS = {
  pushgateway_proxy_client_groups: { type: "gauge", help: "Groups that count for the client." },
  pushgateway_proxy_client_series: { type: "gauge", help: "Series of these groups." },
  pushgateway_proxy_client_bytes: {
    type: "gauge",
    help: "Bytes of these groups, as limits.totalBytes counts them.",
  },
  pushgateway_proxy_client_names: {
    type: "gauge",
    help: "Metric names that the client was the first to push.",
  },
  pushgateway_proxy_client_max_groups: {
    type: "gauge",
    help: "The limit groups of the client, or of each subject of an issuer.",
  },
  pushgateway_proxy_client_max_series: {
    type: "gauge",
    help: "The limit totalSeries of the client, or of each subject of an issuer.",
  },
  pushgateway_proxy_client_max_bytes: {
    type: "gauge",
    help: "The limit totalBytes of the client, or of each subject of an issuer.",
  },
  pushgateway_proxy_client_max_names: {
    type: "gauge",
    help: "The limit totalNames of the client, or of each subject of an issuer.",
  },
  pushgateway_proxy_client_limit_used_ratio: {
    type: "gauge",
    help: "Part of a limit that the client uses, or for an issuer the subject that uses most.",
  },
  pushgateway_proxy_store_limit_used_ratio: {
    type: "gauge",
    help: "Part of a limit of the store that all clients together use.",
  },
  pushgateway_proxy_refused_pushes_total: {
    type: "counter",
    help: "Pushes of the client that were refused, by the code of the problem.",
  },
  pushgateway_proxy_last_sweep_timestamp_seconds: {
    type: "gauge",
    help: "When the last run of the sweep that could read the store and the Pushgateway began.",
  },
  pushgateway_proxy_last_whole_sweep_timestamp_seconds: {
    type: "gauge",
    help: "When the last run that repaired every difference began.",
  },
  pushgateway_proxy_last_sweep_duration_seconds: {
    type: "gauge",
    help: "How long the last run took until it wrote this group.",
  },
  pushgateway_proxy_page_valid: {
    type: "gauge",
    help: "Whether the page that Prometheus scrapes is valid (1) or not (0). Missing if it could not be read.",
  },
  pushgateway_proxy_relay_lag_groups: {
    type: "gauge",
    help: "Groups whose stored version the Pushgateway did not have.",
  },
  pushgateway_proxy_relay_lag_seconds: {
    type: "gauge",
    help: "For how long at most the Pushgateway has not had the stored version of some group.",
  },
  pushgateway_proxy_remote_write_lag_seconds: {
    type: "gauge",
    help: "How long ago the last run of remote write that sent everything to the destination began.",
  },
  pushgateway_proxy_pushgateway_start_timestamp_seconds: {
    type: "gauge",
    help: "When the Pushgateway was started.",
  },
} as const satisfies Readonly<Record<string, OwnMetricInfo>>;

export interface OwnMetricInfo {
  readonly type: Extract<SampleType, "gauge" | "counter">;
  readonly help: string;
}

export type OwnMetricName = keyof typeof OWN_METRICS;
