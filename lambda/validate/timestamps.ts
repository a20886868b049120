import type { Timestamp } from "../model/exposition.ts";

/** Whether protobuf can represent the time, and Prometheus accepts exemplars with it. */
export const isTimestampSince1970 = (timestamp: Timestamp): boolean =>
  timestamp.seconds >= 0 && isTimestamp(timestamp);

/** Whether protobuf can represent the time (`google.protobuf.Timestamp`). */
export const isTimestamp = ({ seconds, nanos }: Timestamp): boolean =>
  seconds >= MIN_SECONDS && seconds <= MAX_SECONDS && nanos >= 0 && nanos <= MAX_NANOS;

/** Whether the time is more than ten minutes after `nowMs`. Clocks differ, so a shorter time is no issue. */
export const isInFuture = (timestamp: Timestamp, nowMs: number): boolean =>
  isTimestamp(timestamp) && timestamp.seconds * 1_000 > nowMs + TOLERANCE_MS;

/** The time in seconds, as a text for issues. */
export const showTimestamp = ({ seconds, nanos }: Timestamp): string =>
  nanos === 0 ? String(seconds) : `${seconds} seconds and ${nanos} nanoseconds`;

/** 0001-01-01T00:00:00Z */
const MIN_SECONDS = -62_135_596_800;
/** 9999-12-31T23:59:59Z */
const MAX_SECONDS = 253_402_300_799;
const MAX_NANOS = 999_999_999;

/** Prometheus accepts samples up to this far in the future (scrape/scrape.go, maxAheadTime). */
const TOLERANCE_MS = 10 * 60 * 1_000;
