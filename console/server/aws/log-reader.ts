import type { Result } from "../../../lambda/model/result.ts";

/** What a deployment logs: the function a line for each push, the API a line for each request. */
export type LogName = "push" | "access";

/** A query of CloudWatch Logs Insights over one log group, so that rights can name the group. */
export interface LogQuery {
  readonly log: LogName;
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface LogAnswer {
  /** Fields that a line lacks are missing. At most {@link MAX_ROWS}. */
  readonly rows: readonly LogRow[];
  /** That is what the query costs. */
  readonly scannedBytes: number;
}

export type LogRow = Readonly<Record<string, string | undefined>>;

/** An error is a sentence for the operator. */
export type ReadLog = (query: LogQuery) => Promise<Result<LogAnswer, string>>;

/** An answer has no more: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
export const MAX_ROWS = 10_000;

/** As Logs Insights writes times, in UTC: `2026-11-28 14:25:00.000`. */
export const parseLogTime = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`);
