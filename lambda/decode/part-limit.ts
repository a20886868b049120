import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/**
 * At most this many parts of a payload are read, for every client: families, metrics, quantiles, buckets, spans, exemplars;
 * lines; objects of JSON. A few MiB can contain millions of parts, which would take hundreds of MB of memory before they are
 * refused. The limits below have the same reason.
 */
export const MAX_PARTS = 300_000;

/** The counts are checked once in this many lines, so a payload can exceed a limit by at most this many lines. */
export const LINES_BETWEEN_COUNTS = 256;

/** Families: each costs several times what a series costs. The most that `limits.families` can allow. */
export const MAX_FAMILIES = 100_000;

/** Labels of one series or exemplar, empty ones included. The most that `limits.labelsPerSeries` can allow. */
export const MAX_LABELS = 1_000;

/**
 * Label names over all label sets that have different names or another order of names, because a book of shapes needs memory
 * for each. The limit allows 1,000 families with 50 label names each that no other family has.
 */
export const MAX_SHAPE_NAMES = 50_000;

/** Things that a payload says and a family cannot hold (a timestamp, a second TYPE). */
export const MAX_RAW_ISSUES = 100_000;

/** Values of any kind in JSON: labels count, too. */
export const MAX_JSON_VALUES = 1_000_000;

/** Keys of JSON objects that begin with other keys than the objects before: a parser needs memory for each of them. */
export const MAX_JSON_KEYS = 100_000;

/** What there is too much of, with its number, by what is counted. */
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

/** What a payload of lines has too much of, of what it has had so far. */
export const findTooManyLines = (lines: number, families: number, rawIssues: number): TooMany | undefined => {
  if (lines > MAX_PARTS) {
    return TOO_MANY.lines;
  }
  if (families > MAX_FAMILIES) {
    return TOO_MANY.families;
  }
  return rawIssues > MAX_RAW_ISSUES ? TOO_MANY.rawIssues : undefined;
};

/** `parts` names what there is too much of, with its number. */
export const refuseTooManyParts = (parts: TooMany): Err<Refusal> =>
  refuse(
    "limit-exceeded",
    `the payload has more than ${parts}, which is more than one push may have; push less`,
  );
