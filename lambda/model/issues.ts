/**
 * Every issue code that is not the code of a rule. The rules of `validate` have their own entries, and
 * `lambda/issue-catalogue.ts` has them all. `docs/errors.md`, the enum in `openapi.yaml`, `check-metrics` and the
 * GitHub Action read that catalogue, and a test pushes every example.
 */

import { AUTHORIZE_ISSUES } from "./issues/authorize.ts";
import { DECODE_ISSUES, DECODE_WARNINGS } from "./issues/decode.ts";
import type { IssueEntry } from "./issues/issue-entry.ts";
import type { RuleCode } from "./issues/rule-code.ts";
import { STORE_ISSUES } from "./issues/store.ts";

export const ISSUES = {
  ...DECODE_ISSUES,
  ...DECODE_WARNINGS,
  ...AUTHORIZE_ISSUES,
  ...STORE_ISSUES,
} as const satisfies Record<string, IssueEntry>;

export type DecodeIssueCode = keyof typeof DECODE_ISSUES;
export type DecodeWarningCode = keyof typeof DECODE_WARNINGS;

export type IssueCode = keyof typeof ISSUES | RuleCode;
