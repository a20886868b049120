import type { CostLine, Usage } from "./cost-usage.ts";

export interface SentSamples {
  readonly samplesPerMonth: number;
  readonly activeSeries: number;
}

const MINUTES_PER_MONTH = 43_800;
const REFRESH_MINUTES = 4;

/** A run sends what was pushed since 45 seconds before the last run began. */
const MINUTES_SENT_PER_PUSH = 1 + 45 / 60;

/** The time of the push, under two names. */
const MORE_SERIES = 2;

/** A group is sent by each run that follows a push, and otherwise by every fourth run. */
export const estimateSamples = ({ pushes, groups, series }: Usage): SentSamples => {
  const activeSeries = groups * (series + MORE_SERIES);
  const pushesPerMinute = groups === 0 ? 0 : pushes / groups / MINUTES_PER_MONTH;
  const changed = Math.min(1, pushesPerMinute * MINUTES_SENT_PER_PUSH);
  const sent = changed + (1 - changed) / REFRESH_MINUTES;
  return { samplesPerMonth: activeSeries * sent * MINUTES_PER_MONTH, activeSeries };
};

/**
 * The deployment for one destination with one shard. A test compares it with the stack's resources and with the function's metrics.
 */
export const DEPLOYED_FOR_REMOTE_WRITE = { alarms: 4, metrics: 7 };

/**
 * Reading the store, decoding, encoding and sending: measured with `npm run bench -- scale`, on one processor with 1.77
 * GB.
 */
const GB_SECONDS_PER_SAMPLE = 1.77 / 100_000;
/** Of a run without anything to send. */
const GB_SECONDS_PER_RUN = 1.77 * 0.05;

export interface PaidBy {
  /** The costs of reading all groups once. */
  readonly scanUsd: number;
  readonly lambdaUsd: (calls: number, gbSeconds: number) => number;
  readonly price: (name: string) => number;
}

export const remoteWriteLines = (
  usage: Usage,
  { scanUsd, lambdaUsd, price }: PaidBy,
): readonly CostLine[] => {
  if (usage.remoteWrite === undefined) {
    return [];
  }
  const { sampleUsd } = usage.remoteWrite;
  const { samplesPerMonth } = estimateSamples(usage);
  const { alarms, metrics } = DEPLOYED_FOR_REMOTE_WRITE;
  const line = (kind: CostLine["kind"], item: string, usd: number): CostLine => ({ kind, item, usd });
  return [
    line(
      "fixed",
      "remote write, its alarms and metrics",
      alarms * price("alarm") + metrics * price("metric"),
    ),
    line("fixed", "remote write, a run each minute", lambdaUsd(MINUTES_PER_MONTH, GB_SECONDS_PER_RUN)),
    line("callers", "store, read by each run of remote write", scanUsd * MINUTES_PER_MONTH),
    line("callers", "remote write, sending", lambdaUsd(1, samplesPerMonth * GB_SECONDS_PER_SAMPLE)),
    ...(sampleUsd === undefined
      ? []
      : [line("callers", "samples at the receiver", (samplesPerMonth / 10e6) * sampleUsd)]),
  ];
};
