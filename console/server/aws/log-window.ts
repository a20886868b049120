import { MINUTE_MS, WINDOW_MS } from "../minutes.ts";
import { type LogName, type LogRow, MAX_ROWS, parseLogTime, type ReadLog } from "./log-reader.ts";

/** Lines can be found some time after they were written: so much of what was read before is read again. */
const READ_AGAIN_MS = 2 * MINUTE_MS;

export interface TimedRow {
  readonly atMs: number;
  readonly row: LogRow;
}

export interface LogWindowOptions {
  readonly log: LogName;
  readonly text: string;
  /** The field that has the time of a row. */
  readonly timeField: string;
}

/** What a query finds in the last 30 minutes. Each reading asks for what is new alone. */
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

  /** Until when the log was read; undefined: never. */
  get readToMs(): number | undefined {
    return this.#readToMs;
  }

  /** Whether some answer of the last 30 minutes had no place for all rows. */
  isCut(nowMs: number): boolean {
    return this.#cutUntilMs > toWindowStart(nowMs);
  }

  /** The error is a sentence; what was read before stays. */
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

/** Of the minutes that are shown, this one is the last. */
const toWindowStart = (nowMs: number): number => toMinute(nowMs) + MINUTE_MS - WINDOW_MS;
