import { z } from "zod";
import { quote } from "../model/issue.ts";
import { suggest } from "../model/suggestion.ts";
import { withoutCredentials } from "../model/without-credentials.ts";
import { type ConfigIssue, type ConfigPath, printPath, valueAt } from "./config-issue.ts";
import { A_WHOLE_NUMBER } from "./schema-parts.ts";
import { keysAt, schemasAt } from "./schema-places.ts";
import type { YamlFile } from "./yaml-file.ts";

/** The schema's issues in words, each with its place in the file. */
export const toIssues = (issues: readonly z.core.$ZodIssue[], schema: z.ZodType, file: YamlFile) =>
  toConfigIssues(issues, [], { schema, file });

interface Origin {
  readonly schema: z.ZodType;
  readonly file: YamlFile;
}

/** A value with several issues gets the last one, which is the nearest to what was meant. */
const toConfigIssues = (
  issues: readonly z.core.$ZodIssue[],
  base: ConfigPath,
  origin: Origin,
): readonly ConfigIssue[] => {
  const explained = new Set(issues.flatMap((issue) => explainedBy(issue, base, origin)));
  const found = issues.flatMap((issue) => {
    const path = [...base, ...(issue.path as ConfigPath)];
    const isMissing = valueAt(origin.file.value, path) === undefined;
    return isMissing && explained.has(printPath(path)) ? [] : describeIssue(issue, path, origin);
  });
  return found.filter((issue, index) => found.findLastIndex((other) => isSamePlace(other, issue)) === index);
};

const isSamePlace = (one: ConfigIssue, other: ConfigIssue): boolean =>
  one.path === other.path && one.line === other.line && one.column === other.column;

/** The keys that are only missing because they are misspelt, or are in a merged mapping. */
const explainedBy = (issue: z.core.$ZodIssue, base: ConfigPath, { schema }: Origin): readonly string[] => {
  if (issue.code !== "unrecognized_keys") {
    return [];
  }
  const path = [...base, ...(issue.path as ConfigPath)];
  const known = keysAt(schema, path);
  const meant = issue.keys.flatMap((key) => (key === MERGE_KEY ? known : (suggest(key, known) ?? [])));
  return meant.map((key) => printPath([...path, key]));
};

const describeIssue = (issue: z.core.$ZodIssue, path: ConfigPath, origin: Origin): readonly ConfigIssue[] => {
  const { file } = origin;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => toUnknownKey(key, path, origin));
    case "invalid_key":
      return [file.issueAtKey(path, describe(issue.issues[0]?.message ?? issue.message, path.at(-1)))];
    case "invalid_union":
      return toUnionIssues(issue, path, origin);
    default:
      return [toValueIssue(issue.message, path, origin)];
  }
};

const toUnknownKey = (key: string, path: ConfigPath, { schema, file }: Origin): ConfigIssue => {
  const moved = MOVED_KEYS.get([...path, key].join("."));
  if (moved !== undefined) {
    return file.issueAtKey([...path, key], moved);
  }
  if (key === MERGE_KEY) {
    return file.issueAtKey([...path, key], "merge keys are not supported; write the keys out");
  }
  if (SECRET_KEYS.test(key)) {
    return file.issueAtKey([...path, key], `unknown key ${quote(key)}; ${whereSecretsAre(path)}`);
  }
  const known = keysAt(schema, path);
  const suggestion = suggest(key, known);
  const text = `unknown key ${quote(key)}`;
  const help = suggestion === undefined && known.length > 0 ? `, expected one of ${known.join(", ")}` : "";
  return file.issueAtKey([...path, key], text + help, suggestion);
};

/** A part of YAML 1.1, which other programs read. */
const MERGE_KEY = "<<";

const SECRET_KEYS = /^(api[-_]?key|bearer[-_]?token|credentials?|pass(wd|word)?|secret|token)s?$/i;

/** A file with a secret is in version control before somebody reads that it should not be. */
const whereSecretsAre = ([section]: ConfigPath): string =>
  section === "remoteWrite"
    ? "this file has no secrets: put it into the secret that the deployment makes, and replace it if the file was shared"
    : "this file has no secrets: the token of a client is made for you (npm run token -- <client>)";

/** Keys of earlier versions. */
const MOVED_KEYS: ReadonlyMap<string, string> = new Map([
  ["pushgateway.maxSeries", "is store.maxSeries now: move it there"],
  ["pushgateway.scrapeJob", "is scrape.job now: move it there"],
  ["consistency", "no longer exists, because the store prevents contradicting groups; remove it"],
]);

/** The intended option is the one whose issues are inside the value, not about the value itself. */
const toUnionIssues = (issue: z.core.$ZodIssueInvalidUnion, path: ConfigPath, origin: Origin) => {
  const meant = issue.errors.find((issues) =>
    issues.some(({ code, path: inner }) => code === "unrecognized_keys" || inner.length > 0),
  );
  if (meant === undefined) {
    return [toValueIssue(issue.message, path, origin)];
  }
  return toConfigIssues(meant, path, origin);
};

const toValueIssue = (expected: string, path: ConfigPath, origin: Origin): ConfigIssue => {
  const { file } = origin;
  const value = valueAt(file.value, path);
  if (value === undefined) {
    return file.issue(path, `missing, expected ${expected}`);
  }
  const quoted = quotedAt(path, value, origin);
  if (quoted !== undefined) {
    return file.issue(path, `expected a text, got the ${typeof value} ${String(value)}; write ${quoted}`);
  }
  return file.issue(path, describe(expected, value));
};

/**
 * YAML reads an id without quotes as a number, which can drop leading zeros and the last digits. Returns the original
 * text in quotes if that would be valid.
 */
const quotedAt = (path: ConfigPath, value: unknown, { schema, file }: Origin): string | undefined => {
  if (typeof value !== "number" && typeof value !== "boolean") {
    return undefined;
  }
  const source = file.sourceAt(path);
  const isValidAsText = schemasAt(schema, path).some((option) => z.safeParse(option, source).success);
  return source !== undefined && isValidAsText ? `"${source}"` : undefined;
};

const describe = (expected: string, value: unknown): string =>
  // A long text in place of a switch, such as `bearer`, can be the token itself.
  expected === TYPES["boolean"] && typeof value === "string" && value.length > LONGEST_SWITCH
    ? `expected ${expected}, got a text`
    : `expected ${expected}, got ${describeValue(value)}${describeFix(expected, value)}`;

/** The length of words for true and false, such as `disabled`. */
const LONGEST_SWITCH = 8;

/** What the author most likely meant. */
const describeFix = (expected: string, value: unknown): string => {
  if (typeof value !== "string") {
    return "";
  }
  if (expected === TYPES["array"]) {
    return `; write [${quote(value)}]`;
  }
  const digits = value.replaceAll("_", "");
  return expected === A_WHOLE_NUMBER && /^[1-9][0-9]*$/.test(digits)
    ? `; write ${digits} without quotes`
    : "";
};

const describeValue = (value: unknown): string => {
  if (value === null) {
    return "nothing";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : "a list";
  }
  if (typeof value === "object") {
    return "a mapping";
  }
  return typeof value === "string"
    ? quote(withoutCredentials(value))
    : `the ${typeof value} ${String(value)}`;
};

/** What a schema expects if it has no text for it. */
export const describeExpected: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      if (issue.origin === "string") {
        return "a text that is not empty";
      }
      return issue.minimum === 1 ? "at least one" : `at least ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    default:
      return undefined;
  }
};

const TYPES: Readonly<Record<string, string>> = {
  string: "a text (put it in quotes)",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};
