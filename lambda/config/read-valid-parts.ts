import type { z } from "zod";
import { isRecord } from "../model/fields.ts";
import { type ConfigPath, printPath, valueAt } from "./config-issue.ts";
import { proxySchema, type WrittenConfig } from "./schema.ts";
import { IS_STAND_IN, type Mapping, STAND_INS } from "./stand-ins.ts";

/** A configuration whose invalid parts are left out, or replaced if they are required. */
export interface ReadableConfig {
  readonly config: WrittenConfig;
  /** Whether an issue may only follow from an invalid part. */
  readonly isRelated: (found: { readonly path: ConfigPath; readonly text: string }) => boolean;
}

/** Each round removes the invalid parts, and may find other parts that now lack them. */
const MAX_ROUNDS = 20;

/**
 * Reads all valid parts of a configuration that the schema refuses with these issues. Undefined if nothing can be read.
 * Nothing is removed from a list, so that paths stay the same as in the file.
 */
export const readValidParts = (
  written: unknown,
  issues: readonly z.core.$ZodIssue[],
): ReadableConfig | undefined => {
  if (!isRecord(written)) {
    return undefined;
  }
  const root = JSON.parse(JSON.stringify(written)) as Mapping;
  const broken: ConfigPath[] = [];
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? pathsOf(issue) : []));
  let left: readonly z.core.$ZodIssue[] = issues;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const path of left.flatMap(pathsOf)) {
      broken.push(path);
      repair(root, path, broken.length);
    }
    const parsed = proxySchema.safeParse(root);
    if (parsed.success) {
      const isRelated: ReadableConfig["isRelated"] = ({ path, text }) =>
        IS_STAND_IN.test(text) || isRelatedToAny(broken, path) || isAroundAny(unknown, path);
      return { config: parsed.data, isRelated };
    }
    left = parsed.error.issues;
  }
  return undefined;
};

const pathsOf = (issue: z.core.$ZodIssue): readonly ConfigPath[] => {
  const path = issue.path as ConfigPath;
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
};

/**
 * Replaces the invalid part by a placeholder if the key is required. Otherwise leaves out the nearest key around it.
 */
const repair = (root: Mapping, path: ConfigPath, number: number): void => {
  for (let length = path.length; length > 0; length--) {
    const place = path.slice(0, length);
    const key = place.at(-1) as string | number;
    const parent = valueAt(root, place.slice(0, -1));
    if (typeof parent !== "object" || parent === null) {
      continue;
    }
    const standIn = STAND_INS.find(({ place: pattern }) => pattern.test(printPath(place)));
    if (standIn !== undefined) {
      (parent as Mapping)[key] = standIn.create(number, place[0] === "issuers");
      return;
    }
    if (isRecord(parent) && Object.hasOwn(parent, key)) {
      delete (parent as Mapping)[key];
      return;
    }
  }
};

/**
 * An issue inside an invalid part, or at the top of a file whose clients are invalid, is not new. Nor is one beside an
 * invalid key of the same section, such as a `burst` whose `rate` is misspelt.
 */
const isRelatedToAny = (broken: readonly ConfigPath[], path: ConfigPath): boolean =>
  broken.some((part) => {
    const isInside = startsWith(path, part);
    const isTop = path.length === 0 && part.length === 1;
    const section = part.slice(0, -1);
    const isBeside =
      typeof section.at(-1) === "string" && path.length === part.length && startsWith(path, section);
    return isInside || isTop || isBeside;
  });

/** A client without rights is not new if its `grants` is misspelt. */
const isAroundAny = (unknown: readonly ConfigPath[], path: ConfigPath): boolean =>
  unknown.some((part) => path.length === part.length - 1 && startsWith(part, path));

const startsWith = (path: ConfigPath, start: ConfigPath): boolean =>
  start.length <= path.length && start.every((key, index) => path[index] === key);
