import { isLabelName } from "../model/exposition.ts";
import { GroupingKey, type GroupingLabel } from "../model/grouping-key.ts";
import { quote } from "../model/issue.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { err, ok, type Result } from "../model/result.ts";
import { decodeBase64Url } from "./base64url.ts";

/** In bytes. API Gateway allows 1,600 bytes for a method ARN, which contains the path. */
export const MAX_PATH_BYTES = 1_400;

const ROOT = "/metrics/";
const BASE64_SUFFIX = "@base64";

/** The text of an issue of a path. */
type Detail = string;

/**
 * Parses the grouping key in an undecoded path, `[<prefix>]/metrics/job/<job>{/<label>/<value>}`, percent-decoding each
 * component once. Refuses with `path-invalid` or `path-too-long`.
 */
export const parseGroupingKey = (path: string): Result<GroupingKey, Refusal> => {
  if (path.length > MAX_PATH_BYTES) {
    return refuse(
      "path-too-long",
      `the path has ${path.length} bytes and may have ${MAX_PATH_BYTES}; use fewer or shorter grouping labels`,
    );
  }
  const key = parseComponents(splitPath(path));
  return key.ok ? key : refuse("path-invalid", key.error);
};

/** A prefix before `/metrics/` is the base path of a custom domain, which may be `metrics`, too: no key begins with it. */
const splitPath = (path: string): readonly string[] =>
  path
    .slice(path.indexOf(ROOT) + ROOT.length)
    .replace(/^metrics\//, "")
    .split("/");

const parseComponents = (components: readonly string[]): Result<GroupingKey, Detail> => {
  if (components.slice(0, -1).includes("")) {
    return err("the path has two slashes in a row; an empty value is written <label>@base64/=");
  }
  // One slash after the last value is ignored. After a label name it is the empty value, and the count is even.
  const isTrailingSlash = components.length % 2 === 1 && components.at(-1) === "";
  const pairs = isTrailingSlash ? components.slice(0, -1) : components;
  if (pairs.length % 2 === 1) {
    return err(
      `the path must be pairs of label and value, and ${quote(pairs.at(-1)!)} has no value; ` +
        "a slash inside a value is written %2F, or <label>@base64/<value>",
    );
  }
  return collectLabels(pairs);
};

const collectLabels = (pairs: readonly string[]): Result<GroupingKey, Detail> => {
  const labels: GroupingLabel[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const label = parseLabel(pairs, index);
    if (!label.ok) {
      return label;
    }
    const { name } = label.value;
    if (index === 0 && name !== "job") {
      return err(`the first label must be job, not ${quote(name)}`);
    }
    if (labels.some((known) => known.name === name)) {
      return err(`label ${quote(name)} occurs twice; leave one out`);
    }
    labels.push(label.value);
  }
  return toGroupingKey(labels);
};

const toGroupingKey = ([job, ...others]: readonly GroupingLabel[]): Result<GroupingKey, Detail> =>
  job === undefined || job.value === ""
    ? err("the job is empty; write /metrics/job/<job>")
    : ok(GroupingKey.of(job.value, others));

const parseLabel = (pairs: readonly string[], index: number): Result<GroupingLabel, Detail> => {
  const name = decodeComponent(pairs[index]!);
  const value = decodeComponent(pairs[index + 1]!);
  if (!name.ok) {
    return name;
  }
  if (!value.ok) {
    return value;
  }
  return parsePair(name.value, value.value);
};

const parsePair = (component: string, text: string): Result<GroupingLabel, Detail> => {
  const isBase64 = component.endsWith(BASE64_SUFFIX);
  const name = isBase64 ? component.slice(0, -BASE64_SUFFIX.length) : component;
  const detail = checkLabelName(name);
  if (detail !== undefined) {
    return err(detail);
  }
  const value = isBase64 ? decodeBase64Url(text) : ok(text);
  if (!value.ok) {
    return err(`the value of label ${quote(name)} ${value.error}`);
  }
  return /\p{Cc}/u.test(value.value)
    ? err(`the value of label ${quote(name)} has a control character; leave it out`)
    : ok({ name, value: value.value });
};

const decodeComponent = (component: string): Result<string, Detail> => {
  const text = percentDecode(component);
  if (text === undefined) {
    return err(`${quote(component)} is not percent-encoded UTF-8; write a percent sign as %25`);
  }
  return text === "." || text === ".."
    ? err(
        `${quote(component)} is a dot segment, which clients and servers remove; write it as <label>@base64/<value>`,
      )
    : ok(text);
};

/** Undefined if an escape is not valid, the bytes are not UTF-8, or a character that must be escaped is not. */
const percentDecode = (component: string): string | undefined => {
  if (!/[^!-~]|%/.test(component)) {
    return component;
  }
  if (/[^!-~]/.test(component)) {
    return undefined;
  }
  try {
    return decodeURIComponent(component);
  } catch {
    return undefined;
  }
};

/** Prometheus itself uses these labels in histograms and summaries: as a grouping label they break every scrape. */
const RESERVED = new Set(["le", "quantile"]);

/** The issue of a grouping label's name; undefined if it is valid. */
export const checkLabelName = (name: string): string | undefined => {
  if (!isLabelName(name)) {
    return `${quote(name)} is not a label name; a name is letters, digits and _, and does not start with a digit`;
  }
  if (name.startsWith("__")) {
    return `label ${quote(name)} is reserved: names that start with __ belong to Prometheus`;
  }
  if (RESERVED.has(name)) {
    return `label ${quote(name)} cannot be in a grouping key: histograms and summaries own it`;
  }
  return undefined;
};
