import type { WrittenConfig } from "./schema.ts";

/** Something wrong in a configuration file, with where it is and how to fix it. */
export interface ConfigIssue {
  readonly file: string;
  /** From 1, as is `column`. */
  readonly line: number;
  readonly column: number;
  /** `clients[0].grants[1].job`; empty for the document itself. */
  readonly path: string;
  /** Lower case, no full stop. */
  readonly text: string;
  /** What a misspelt word was most likely meant to be. */
  readonly suggestion: string | undefined;
}

/** An issue or a warning whose place in the file is not known yet. */
export interface UnplacedIssue {
  readonly path: ConfigPath;
  readonly text: string;
  readonly suggestion?: string | undefined;
  /** It is about the last key of the path, not about the value behind it. */
  readonly isAtKey?: boolean;
}

/** What a check found: an error keeps the configuration from being used, a warning does not. */
export type Severity = "error" | "warning";

/** One line, as compilers print it. */
export const describeConfigIssue = (issue: ConfigIssue): string =>
  `${placeOf(issue)}: ${describeText(issue)}`;

/** The same, with the severity. */
export const describeWithSeverity = (issue: ConfigIssue, severity: Severity): string =>
  `${placeOf(issue)}: ${severity}: ${describeText(issue)}`;

const placeOf = ({ file, line, column }: ConfigIssue): string => `${file}:${line}:${column}`;

const describeText = ({ path, text, suggestion }: ConfigIssue): string =>
  `${path === "" ? "" : `${path}: `}${text}${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`;

export type ConfigPath = readonly (string | number)[];

export const printPath = (path: ConfigPath): string =>
  path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("");

/** Finds one kind of valid entry that is probably not what the author meant. */
export type Warning = (config: WrittenConfig) => readonly UnplacedIssue[];

/** Finds one kind of issue: keys that are valid by themselves and contradict each other. */
export type Check = (config: WrittenConfig) => readonly UnplacedIssue[];
