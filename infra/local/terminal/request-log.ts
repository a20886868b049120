import type { Clock } from "../../../lambda/model/clock.ts";
import type { ServedRequest } from "../served-request.ts";
import { toRequestLines } from "./request-lines.ts";

export interface RequestLog {
  readonly show: (request: ServedRequest) => void;
  readonly close: () => void;
}

export interface RequestLogSettings {
  /** Further ones in the same second are only counted. */
  readonly maxRefusedPerSecond: number;
}

export interface RequestLogPorts {
  /** Writes a text after the time of day. */
  readonly write: (line: string) => void;
  readonly now: Clock;
  /** Calls `run` after `ms`. Returns a function that cancels it. */
  readonly schedule: (run: () => void, ms: number) => () => void;
}

/** Further pushes in the same second are only counted. */
const MAX_TAKEN_PER_SECOND = 5;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Below the first line, after the column of the time. */
const NEXT_LINE = "\n         ";

/** A minute with fewer requests was shown completely. */
const MIN_SUMMARISED = 6;

/** Enough for a median. */
const MAX_DURATIONS = 10_000;

/**
 * Shows requests as they are answered: each with its lines, the excess of a second as one count, and each minute with
 * traffic as one line.
 */
export const createRequestLog = (
  { maxRefusedPerSecond }: RequestLogSettings,
  { write, now, schedule }: RequestLogPorts,
): RequestLog => {
  let second = new Tally();
  let minute = new Tally();
  let cancelSecond: (() => void) | undefined;
  let cancelMinute: (() => void) | undefined;

  const endSecond = (): void => {
    const folded = second.beyond(MAX_TAKEN_PER_SECOND, maxRefusedPerSecond);
    if (folded !== undefined) {
      write(folded);
    }
    second = new Tally();
    cancelSecond = undefined;
  };
  const endMinute = (): void => {
    if (minute.requests >= MIN_SUMMARISED) {
      write(minute.summarise());
    }
    minute = new Tally();
    cancelMinute = undefined;
  };

  return {
    show: (request) => {
      if (request.method === "GET" && request.answer.statusCode < 400) {
        return;
      }
      cancelSecond ??= schedule(endSecond, SECOND_MS - (now() % SECOND_MS));
      cancelMinute ??= schedule(endMinute, MINUTE_MS);
      minute.add(request);
      const max = isRefused(request) ? maxRefusedPerSecond : MAX_TAKEN_PER_SECOND;
      if (second.add(request) <= max) {
        write(toRequestLines(request).join(NEXT_LINE));
      }
    },
    close: () => {
      cancelSecond?.();
      cancelMinute?.();
    },
  };
};

/** The requests that were answered in some time. */
class Tally {
  readonly #paths = new Set<string>();
  readonly #durationsMs: number[] = [];
  #taken = 0;
  #refused = 0;

  get requests(): number {
    return this.#taken + this.#refused;
  }

  /** Returns how many of its kind, accepted or refused, there are now. */
  add(request: ServedRequest): number {
    if (isRefused(request)) {
      return ++this.#refused;
    }
    if (this.#durationsMs.length < MAX_DURATIONS) {
      this.#paths.add(request.path);
      this.#durationsMs.push(request.tookMs);
    }
    return ++this.#taken;
  }

  /** The number beyond the first ones of each kind; undefined if there are none. */
  beyond(shownTaken: number, shownRefused: number): string | undefined {
    const counts = [
      { count: this.#taken - shownTaken, text: "✓ {} more taken" },
      { count: this.#refused - shownRefused, text: "✗ {} more refused" },
    ].filter(({ count }) => count > 0);
    return counts.length === 0
      ? undefined
      : `${counts.map(({ count, text }) => text.replace("{}", group(count))).join(", ")} in this second`;
  }

  summarise(): string {
    const sorted = this.#durationsMs.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    const speed = median === undefined ? "" : `, median ${median.toFixed(1)} ms`;
    return `last minute: ${group(this.#taken)} taken, ${group(this.#refused)} refused${speed}, ${group(this.#paths.size)} groups`;
  }
}

const isRefused = ({ answer }: ServedRequest): boolean => answer.statusCode >= 400;

const group = (count: number): string => count.toLocaleString("en-US");
