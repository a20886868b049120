import type { UnplacedIssue } from "./config-issue.ts";
import type { WrittenConfig } from "./schema.ts";

/** Looks for one kind of contradiction. */
export type Check = (config: WrittenConfig) => readonly UnplacedIssue[];
