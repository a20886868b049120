import type { SourcePosition } from "../../model/exposition.ts";
import type { RawIssueCode } from "../found-issues.ts";

/** Takes what is not as it should be. */
export type Note = (rule: RawIssueCode, at: SourcePosition, found: string) => void;
