import type { UnplacedIssue } from "../config-issue.ts";
import type { WrittenConfig } from "../schema.ts";

/** Looks for one thing that a configuration may say and that is most likely not meant. */
export type Warning = (config: WrittenConfig) => readonly UnplacedIssue[];
