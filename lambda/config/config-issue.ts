import type { WrittenConfig } from "./schema.ts";

/** An issue of a configuration file, with its place and its fix. */
export interface ConfigIssue {
  readonly file: string;
  /** From 1, as is `column`. */
  readonly line: number;
  readonly column: number;
  /** `clients[0].grants[1].job`; empty for the document itself. */
  readonly path: string;
  /** Lower case, no full stop. */
  readonly text: string;
  /** The word that a misspelt word most likely stands for. */
  readonly suggestion: string | undefined;
}

/** An issue or a warning whose place in the file is not known yet. */
export interface UnplacedIssue {
  readonly path: ConfigPath;
  readonly text: string;
  readonly suggestion?: string | undefined;
  /** It is about the last key of the path, not about its value. */
  readonly isAtKey?: boolean;
}

/** What a check found. With an error the configuration cannot be used; with a warning it can. */
export type Severity = "error" | "warning";

/** One line in the form of compilers. */
export const describeConfigIssue = (issue: ConfigIssue): string =>
  `${placeOf(issue)}: ${describeText(issue)}`;

/** One line for each. */
export const describeConfigIssues = (issues: readonly ConfigIssue[]): string =>
  issues.map(describeConfigIssue).join("\n");

/** The same, with the severity. */
export const describeWithSeverity = (issue: ConfigIssue, severity: Severity): string =>
  `${placeOf(issue)}: ${severity}: ${describeText(issue)}`;

const placeOf = ({ file, line, column }: ConfigIssue): string => `${file}:${line}:${column}`;

const describeText = ({ path, text, suggestion }: ConfigIssue): string =>
  `${path === "" ? "" : `${path}: `}${text}${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`;

export type ConfigPath = readonly (string | number)[];

export const printPath = (path: ConfigPath): string =>
  path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("");

/** The part of a value at a path; undefined if there is none. */
export const valueAt = (value: unknown, path: ConfigPath): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

/** Finds one kind of valid entry that the author probably did not intend. */
export type Warning = (config: WrittenConfig) => readonly UnplacedIssue[];

/** Finds one kind of issue: keys that are valid by themselves but contradict each other. */
export type Check = (config: WrittenConfig) => readonly UnplacedIssue[];
