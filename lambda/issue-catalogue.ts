import type { IssueEntry, IssueExample } from "./model/issues/issue-entry.ts";
import type { RuleCode } from "./model/issues/rule-code.ts";
import { ISSUES, type IssueCode } from "./model/issues.ts";
import type { Rule } from "./validate/rule.ts";
import { RULES } from "./validate/rules.ts";

const toEntry = ({ severity, requirement, reason, fix, bad, exampleFormat }: Rule): IssueEntry => {
  const [, path] = /^# PUT (\S+)\n/.exec(bad) ?? [];
  return {
    stage: "validate",
    problem: severity === "error" ? "payload-invalid" : undefined,
    cause: `The payload breaks the rule: ${requirement}. Why: ${reason}.`,
    fix,
    example: {
      ...(path !== undefined && { path }),
      ...(exampleFormat !== undefined && { format: exampleFormat }),
      ...(exampleFormat === "protobuf" && { notation: "prototext" as const }),
      payload: bad,
    },
  };
};

const ofRules = Object.fromEntries(RULES.map((rule) => [rule.code, toEntry(rule)])) as Record<
  RuleCode,
  IssueEntry
>;

/** Every code of issues, in the order of the stages. */
export const ISSUE_CATALOGUE: Readonly<Record<IssueCode, IssueEntry>> = { ...ISSUES, ...ofRules };

/** The entry of a code; undefined for an unknown code, perhaps from a newer proxy. */
export const findIssue = (code: string): IssueEntry | undefined =>
  Object.hasOwn(ISSUE_CATALOGUE, code) ? ISSUE_CATALOGUE[code as IssueCode] : undefined;

/** The example as lines of text. All lines except those of payloads start with #. */
export const describeExample = ({ after = [], client, ...push }: IssueExample): string =>
  [
    ...(client === undefined ? [] : client.split("\n").map((line) => `# proxy.yaml: ${line}`)),
    ...after.flatMap((earlier) => describePush(earlier)),
    ...describePush(push),
  ].join("\n");

const describePush = ({
  path = "/metrics/job/backup",
  format = "text",
  notation,
  payload,
}: IssueExample): readonly string[] => [
  `# PUT ${path} (${notation === "hex" ? `${format}, as hexadecimal bytes` : format})`,
  ...cut(payload.replace(/^# PUT .*\n/, ""))
    .replace(/\n$/, "")
    .replace("\ufeff", "\\ufeff")
    .replaceAll("\r", "\\r")
    .split("\n"),
];

/** Examples that exceed a limit are repetitive, so they are cut. */
const cut = (payload: string): string =>
  payload.length > MAX_SHOWN_CHARACTERS ? `${payload.slice(0, MAX_SHOWN_CHARACTERS)}…` : payload;

const MAX_SHOWN_CHARACTERS = 200;
