import { Duration } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmRule } from "./alarm-rules.ts";
import { remoteWriteMetric } from "./function-metrics.ts";
import type { RemoteWriteFunction } from "./remote-write-function.ts";

/** Prometheus shows a series for five minutes. After that, series of groups that are not pushed again disappear. */
const LATE_SECONDS = 300;

/** The conditions of one destination that need a person. */
export const toRemoteWriteRules = (
  environment: string,
  destination: string,
  functions: readonly RemoteWriteFunction[],
): readonly AlarmRule[] => [
  {
    name: "remote-write-late",
    of: destination,
    what: `remote write to ${destination} has not sent everything for five minutes`,
    metric: remoteWriteMetric(environment, destination, "remoteWriteLagSeconds"),
    from: LATE_SECONDS,
  },
  {
    name: "remote-write-refused",
    of: destination,
    what: `${destination} refuses samples, which are not sent again`,
    metric: remoteWriteMetric(environment, destination, "remoteWriteDropped").with({
      period: Duration.minutes(15),
    }),
  },
  // The metrics are those of all shards together, so they do not show that one shard reports nothing. Lambda counts
  // errors, if only none, whenever a function runs.
  ...functions.map((shard, index) => ({
    name: "remote-write-failing",
    of: `${destination}-${index}`,
    what: `shard ${index} of remote write to ${destination} ends with an error, or does not run`,
    metric: shard.metricErrors(),
    periods: 3,
    silence: "fires" as const,
  })),
];

/** The number of runs that sent everything. */
export const completeRuns = (environment: string, destination: string): Metric =>
  remoteWriteMetric(environment, destination, "remoteWriteRuns");
