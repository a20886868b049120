import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS_NAMESPACE } from "../../config/shared-names.ts";
import type { Clock } from "../../model/clock.ts";

/** One structured line of a function's log. CloudWatch keeps some of its numbers as metrics. */
export interface EmfDocument {
  readonly message: string;
  /**
   * In addition to the environment. Their values come from the configuration or the code, never from a caller, because each
   * value costs money.
   */
  readonly dimensions: Readonly<Record<string, string>>;
  /**
   * Counts. CloudWatch bills each name once for each combination of dimensions, so only counts that an alarm or the
   * dashboard shows are here. Without counts the document is a plain line of the log.
   */
  readonly metrics: Readonly<Record<string, number>>;
  /** Only in the log line. */
  readonly fields: object;
}

export interface EmfPorts {
  readonly environment: string;
  readonly write: (line: string) => void;
  readonly now: Clock;
}

export type WriteEmfDocument = (document: EmfDocument) => void;

/**
 * Writes documents in CloudWatch's Embedded Metric Format, each one line. Powertools builds the part with the metrics. The
 * line is written with `write`, because the output of Powertools accepts only strings as fields.
 */
export const createEmfWriter = ({ environment, write, now }: EmfPorts): WriteEmfDocument => {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  // Powertools' default dimension is the service, which is already in the namespace.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ environment });
  return ({ message, dimensions, metrics: counts, fields }) => {
    if (Object.keys(counts).length === 0) {
      write(`${JSON.stringify({ message, ...fields, environment, ...dimensions })}\n`);
      return;
    }
    metrics.setTimestamp(now());
    for (const [name, value] of Object.entries(dimensions)) {
      metrics.addDimension(name, value);
    }
    for (const [name, value] of Object.entries(counts)) {
      metrics.addMetric(name, MetricUnit.Count, value);
    }
    const { _aws, ...values } = metrics.serializeMetrics();
    metrics.clearMetrics();
    metrics.clearDimensions();
    write(`${JSON.stringify({ _aws, message, ...fields, ...values })}\n`);
  };
};

/** An error as a field. It can quote an answer: this is enough for the addresses and ARNs in it. */
export const toErrorField = (text: string): string => text.slice(0, 1_000);

/** Writes documents into the log of the function that runs this. */
export const createEmfLog = (environment: string): WriteEmfDocument =>
  createEmfWriter({ environment, write: (line) => process.stdout.write(line), now: Date.now });
