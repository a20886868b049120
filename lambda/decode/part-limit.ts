import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/**
 * The most lines of a payload, the most objects in JSON, and in protobuf the most families, metrics, quantiles,
 * buckets, spans and exemplars together. A few MiB can contain millions of such parts. Without a limit they would take
 * hundreds of MB of memory before the push is refused. The other limits of this file have the same reason. They apply
 * to every client.
 */
export const MAX_PARTS = 300_000;

/** A parser of lines checks its counts after this many lines, so it can exceed a limit by at most this many lines. */
export const LINES_BETWEEN_COUNTS = 256;

/** The highest value of `limits.families`. A family needs several times the memory of a series. */
export const MAX_FAMILIES = 100_000;

/** Labels of one series or exemplar, including empty ones. The highest value of `limits.labelsPerSeries`. */
export const MAX_LABELS = 1_000;

/**
 * Label names, added up over all label sets that differ in their names or in the order of their names. The decoder
 * remembers each such list of names. The limit allows 1,000 different label sets of 50 names each.
 */
export const MAX_SHAPE_NAMES = 50_000;

/** Issues that the decoder reports to rules of `validate`, such as a timestamp or a second TYPE. */
export const MAX_RAW_ISSUES = 100_000;

/** Values of any kind in JSON, including those of labels. */
export const MAX_JSON_VALUES = 1_000_000;

/**
 * Keys of JSON objects, counted only where an object begins with other keys than all objects before it. A parser needs
 * memory for each of them.
 */
export const MAX_JSON_KEYS = 100_000;

/** For each limit, a text for the user: the limit and what is counted. */
export const TOO_MANY = {
  lines: `${MAX_PARTS} lines`,
  parts: `${MAX_PARTS} families, metrics, quantiles, buckets, spans and exemplars`,
  families: `${MAX_FAMILIES} families`,
  labels: `${MAX_LABELS} labels on one series`,
  shapeNames: `${MAX_SHAPE_NAMES} label names in label sets that differ`,
  rawIssues: `${MAX_RAW_ISSUES} places that break rules`,
  jsonValues: `${MAX_JSON_VALUES} values`,
  jsonObjects: `${MAX_PARTS} objects`,
  jsonKeys: `${MAX_JSON_KEYS} keys in objects that differ`,
} as const;

export type TooMany = (typeof TOO_MANY)[keyof typeof TOO_MANY];

/** The limit that the lines so far exceed, if any. */
export const findTooManyLines = (lines: number, families: number, rawIssues: number): TooMany | undefined => {
  if (lines > MAX_PARTS) {
    return TOO_MANY.lines;
  }
  if (families > MAX_FAMILIES) {
    return TOO_MANY.families;
  }
  return rawIssues > MAX_RAW_ISSUES ? TOO_MANY.rawIssues : undefined;
};

export const refuseTooManyParts = (parts: TooMany): Err<Refusal> =>
  refuse(
    "limit-exceeded",
    `the payload has more than ${parts}, which is more than one push may have; push less`,
  );
