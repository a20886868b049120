import { MINUTE_MS, WINDOW_MS } from "../minutes.ts";
import { type LogName, type LogRow, MAX_ROWS, parseLogTime, type ReadLog } from "./log-reader.ts";

/** Lines may appear some time after they were written, so this much of the earlier time is read again. */
const READ_AGAIN_MS = 2 * MINUTE_MS;

export interface TimedRow {
  readonly atMs: number;
  readonly row: LogRow;
}

export interface LogWindowOptions {
  readonly log: LogName;
  readonly text: string;
  /** The field with the time of a row. */
  readonly timeField: string;
}

/** The rows of a query for the last 30 minutes. Each reading asks only for the new ones. */
export class LogWindow {
  readonly #options: LogWindowOptions;
  readonly #read: ReadLog;
  #rows: readonly TimedRow[] = [];
  #readToMs: number | undefined;
  #cutUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: LogWindowOptions, read: ReadLog) {
    this.#options = options;
    this.#read = read;
  }

  get rows(): readonly TimedRow[] {
    return this.#rows;
  }

  /** The end of the last reading; undefined: never read. */
  get readToMs(): number | undefined {
    return this.#readToMs;
  }

  /** Whether an answer of the last 30 minutes did not have room for all rows. */
  isCut(nowMs: number): boolean {
    return this.#cutUntilMs > toWindowStart(nowMs);
  }

  /** The error is a sentence. The rows of earlier readings are kept. */
  async refresh(
    nowMs: number,
  ): Promise<{ readonly scannedBytes: number; readonly error: string | undefined }> {
    const { log, text, timeField } = this.#options;
    const startMs = toWindowStart(nowMs);
    const fromMs = Math.max(startMs, toMinute((this.#readToMs ?? 0) - READ_AGAIN_MS));
    const answer = await this.#read({ log, text, fromMs, toMs: nowMs });
    if (!answer.ok) {
      return { scannedBytes: 0, error: answer.error };
    }
    const { rows, scannedBytes } = answer.value;
    this.#rows = [
      ...this.#rows.filter(({ atMs }) => atMs >= startMs && atMs < fromMs),
      ...rows.map((row) => ({ atMs: parseLogTime(row[timeField] ?? ""), row })),
    ];
    this.#readToMs = nowMs;
    if (rows.length >= MAX_ROWS) {
      this.#cutUntilMs = nowMs;
    }
    return { scannedBytes, error: undefined };
  }
}

const toMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** Of the shown minutes, this one is the last. */
const toWindowStart = (nowMs: number): number => toMinute(nowMs) + MINUTE_MS - WINDOW_MS;
