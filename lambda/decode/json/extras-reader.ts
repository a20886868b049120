import type { Exemplar, LabelSet, Timestamp } from "../../model/exposition.ts";
import { type Fields, isRecord } from "../../model/is-record.ts";
import { quote } from "../../model/issue.ts";
import type { Note } from "../found-issues.ts";
import { type LabelPair, toLabelSet } from "../sort.ts";
import { toTimestamp } from "../to-timestamp.ts";
import { describeJson, parseJsonNumber } from "./json-value.ts";

/**
 * A time in seconds since 1970: a number, or its text where every digit counts. Undefined if there is no time, and if it is
 * not valid, which is noted.
 */
export const readTimestamp = (fields: Fields, key: string, at: number, note: Note): Timestamp | undefined => {
  const value = fields[key];
  if (value === undefined) {
    return undefined;
  }
  const seconds = parseJsonNumber(value);
  if (seconds === undefined || !Number.isFinite(seconds)) {
    note("json-shape", at, `expected seconds since 1970 under ${quote(key)}, got ${describeJson(value)}`);
    return undefined;
  }
  return toTimestamp(String(value), seconds);
};

/** Undefined is noted. */
export const readExemplar = (value: unknown, at: number, note: Note): Exemplar | undefined => {
  if (!isRecord(value)) {
    note("json-shape", at, `expected an exemplar (an object), got ${describeJson(value)}`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!EXEMPLAR_KEYS.has(key)) {
      note("key-unknown", at, key);
    }
  }
  const number = parseJsonNumber(value["value"]);
  if (number === undefined) {
    const got = describeJson(value["value"]);
    note("json-shape", at, `expected a number under "value" of an exemplar, got ${got}`);
    return undefined;
  }
  const labels = readLabels(value["labels"], at, note);
  const timestamp = readTimestamp(value, "timestamp", at, note);
  return labels && { labels, value: number, timestamp };
};

/**
 * The exemplars under `exemplars`. If it is not a list, that is noted. Entries that are not exemplars are noted and left
 * out.
 */
export const readExemplars = (
  { exemplars }: Fields,
  at: number,
  note: Note,
): readonly Exemplar[] | undefined => {
  if (exemplars === undefined || Array.isArray(exemplars)) {
    return exemplars?.flatMap((one: unknown) => readExemplar(one, at, note) ?? []);
  }
  note("json-shape", at, `expected a list under "exemplars", got ${describeJson(exemplars)}`);
  return undefined;
};

const readLabels = (value: unknown, at: number, note: Note): LabelSet | undefined => {
  const pairs: readonly (readonly [string, unknown])[] = isRecord(value) ? Object.entries(value) : [];
  if (!(value === undefined || isRecord(value)) || !areTexts(pairs)) {
    note(
      "json-shape",
      at,
      `expected an object of texts under "labels" of an exemplar, got ${describeJson(value)}`,
    );
    return undefined;
  }
  return toLabelSet(pairs);
};

const areTexts = (pairs: readonly (readonly [string, unknown])[]): pairs is readonly LabelPair[] =>
  pairs.every(([, text]) => typeof text === "string");

const EXEMPLAR_KEYS: ReadonlySet<string> = new Set(["labels", "value", "timestamp"]);
