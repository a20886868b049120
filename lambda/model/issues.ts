/**
 * Every issue code that is not the code of a rule. The rules of `validate` bring their own entries, and
 * `lambda/issue-catalogue.ts` has them all. `docs/errors.md`, the enum in `openapi.yaml`, `check-metrics` and the GitHub
 * Action read that catalogue, and a test pushes every example.
 */

import type { ProblemCode } from "./catalogue.ts";
import { AUTHORIZE_ISSUES } from "./issues/authorize.ts";
import { DECODE_ISSUES, DECODE_WARNINGS } from "./issues/decode.ts";
import type { RuleCode } from "./issues/rule-code.ts";
import { STORE_ISSUES } from "./issues/store.ts";
import type { ExpositionFormat } from "./push-request.ts";

/** What the documentation says of an issue code. A code never changes its meaning. */
export interface IssueEntry {
  readonly stage: "decode" | "validate" | "authorize" | "store";
  /** Whose `errors` it is in. Undefined for a warning, which comes with a push that is accepted. */
  readonly problem: ProblemCode | undefined;
  /** What is wrong, as a sentence. */
  readonly cause: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
  readonly example: IssueExample;
}

/** A push that gets the issue. */
export interface IssueExample {
  /** `/metrics/job/backup` when left out. */
  readonly path?: string;
  /** The text format when left out. */
  readonly format?: ExpositionFormat;
  readonly payload: string;
  /** How `payload` is written: as it is when left out; as hexadecimal bytes; as protobuf in its text form. */
  readonly notation?: "hex" | "prototext";
  /** What `proxy.yaml` says of the client. When left out it may push anything, with the default limits. */
  readonly client?: string;
  /** Pushes that were accepted before, in their order. */
  readonly after?: readonly Pick<IssueExample, "path" | "payload">[];
}

export const ISSUES = {
  ...DECODE_ISSUES,
  ...DECODE_WARNINGS,
  ...AUTHORIZE_ISSUES,
  ...STORE_ISSUES,
} as const satisfies Record<string, IssueEntry>;

export type DecodeIssueCode = keyof typeof DECODE_ISSUES;
export type DecodeWarningCode = keyof typeof DECODE_WARNINGS;
export type StoreIssueCode = keyof typeof STORE_ISSUES;

export type IssueCode = keyof typeof ISSUES | RuleCode;
