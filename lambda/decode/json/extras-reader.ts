import type { Exemplar, LabelSet, Timestamp } from "../../model/exposition.ts";
import { type Fields, isRecord } from "../../model/fields.ts";
import { quote } from "../../model/issue.ts";
import type { ReportRawIssue } from "../found-issues.ts";
import { type LabelPair, toLabelSet } from "../sort.ts";
import { toTimestamp } from "../to-timestamp.ts";
import { parseJsonNumber, reportShape } from "./json-value.ts";

/**
 * The time under `key`, in seconds since 1970: a number, or a text, which can have more digits. Undefined if there is
 * none. Also undefined if it is not valid, which is reported.
 */
export const readTimestamp = (
  fields: Fields,
  key: string,
  at: number,
  report: ReportRawIssue,
): Timestamp | undefined => {
  const value = fields[key];
  if (value === undefined) {
    return undefined;
  }
  const seconds = parseJsonNumber(value);
  if (seconds === undefined || !Number.isFinite(seconds)) {
    return reportShape(report, at, `seconds since 1970 under ${quote(key)}`, value);
  }
  return toTimestamp(String(value), seconds);
};

/** Undefined if the value is not an exemplar, which is reported. */
export const readExemplar = (value: unknown, at: number, report: ReportRawIssue): Exemplar | undefined => {
  if (!isRecord(value)) {
    return reportShape(report, at, "an exemplar (an object)", value);
  }
  for (const key of Object.keys(value)) {
    if (!EXEMPLAR_KEYS.has(key)) {
      report("key-unknown", at, key);
    }
  }
  const number = parseJsonNumber(value["value"]);
  if (number === undefined) {
    return reportShape(report, at, 'a number under "value" of an exemplar', value["value"]);
  }
  const labels = readLabels(value["labels"], at, report);
  const timestamp = readTimestamp(value, "timestamp", at, report);
  return labels && { labels, value: number, timestamp };
};

/**
 * The exemplars under `exemplars`. Entries that are not exemplars are reported and left out. Undefined if there is no
 * list; another value is reported.
 */
export const readExemplars = (
  { exemplars }: Fields,
  at: number,
  report: ReportRawIssue,
): readonly Exemplar[] | undefined => {
  if (exemplars === undefined || Array.isArray(exemplars)) {
    return exemplars?.flatMap((one: unknown) => readExemplar(one, at, report) ?? []);
  }
  return reportShape(report, at, 'a list under "exemplars"', exemplars);
};

const readLabels = (value: unknown, at: number, report: ReportRawIssue): LabelSet | undefined => {
  const pairs: readonly (readonly [string, unknown])[] = isRecord(value) ? Object.entries(value) : [];
  if (!(value === undefined || isRecord(value)) || !areTexts(pairs)) {
    return reportShape(report, at, 'an object of texts under "labels" of an exemplar', value);
  }
  return toLabelSet(pairs);
};

const areTexts = (pairs: readonly (readonly [string, unknown])[]): pairs is readonly LabelPair[] =>
  pairs.every(([, text]) => typeof text === "string");

const EXEMPLAR_KEYS: ReadonlySet<string> = new Set(["labels", "value", "timestamp"]);
