import type { Result } from "../../../lambda/model/result.ts";

/** The logs of a deployment: the function writes a line per push, the API a line per request. */
export type LogName = "push" | "access";

/** A query of CloudWatch Logs Insights over one log group, so that permissions can name the group. */
export interface LogQuery {
  readonly log: LogName;
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface LogAnswer {
  /** Without fields that a line does not have. At most {@link MAX_ROWS}. */
  readonly rows: readonly LogRow[];
  /** The scanned bytes, which determine the costs of the query. */
  readonly scannedBytes: number;
}

export type LogRow = Readonly<Record<string, string | undefined>>;

/** An error is a sentence for the operator. */
export type ReadLog = (query: LogQuery) => Promise<Result<LogAnswer, string>>;

/** The most rows of an answer: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
export const MAX_ROWS = 10_000;

/** In the form of Logs Insights, in UTC: `2026-11-28 14:25:00.000`. */
export const parseLogTime = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`);
