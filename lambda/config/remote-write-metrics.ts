import type { MetricInfo } from "./sweep-metrics.ts";

/**
 * The metrics that each run of remote write writes, in the namespace of `METRICS_NAMESPACE` with the environment and the
 * destination as their dimensions. Alarms are in infra/constructs/remote-write-alarms.ts.
 */
export const REMOTE_WRITE_METRICS = {
  remoteWriteSamples: { statistic: "Sum", what: "samples that the receiver has taken" },
  remoteWriteDropped: {
    statistic: "Sum",
    what: "samples that were given up, for one of the next three reasons",
  },
  remoteWriteRefused: { statistic: "Sum", what: "samples that were given up: refused (400)" },
  remoteWriteTooLarge: {
    statistic: "Sum",
    what: "samples that were given up: too large by themselves (413)",
  },
  remoteWriteRejected: {
    statistic: "Sum",
    what: "samples that were given up after another answer, such as 404",
  },
  remoteWriteLagSeconds: {
    statistic: "Maximum",
    what: "how long ago the last run began that sent everything",
  },
  remoteWriteRuns: { statistic: "Sum", what: "runs that sent everything" },
} as const satisfies Readonly<Record<string, MetricInfo>>;

export type RemoteWriteMetric = keyof typeof REMOTE_WRITE_METRICS;
