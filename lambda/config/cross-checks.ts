import { quote } from "../model/issue.ts";
import { suggest } from "../model/suggestion.ts";
import { RULES } from "../validate/rules.ts";
import { CALLER_CHECKS } from "./caller-checks.ts";
import type { Check, UnplacedIssue } from "./config-issue.ts";
import { DEPLOYMENT_CHECKS } from "./deployment-checks.ts";
import { findRemoteWriteConflicts } from "./remote-write-checks.ts";
import type { WrittenConfig } from "./schema.ts";

/** Issues of a file whose keys are all valid by themselves. */
export const findConflicts = (config: WrittenConfig): readonly UnplacedIssue[] =>
  CHECKS.flatMap((check) => check(config));

const rulesMayBeRelaxed: Check = ({ validation }) =>
  Object.keys(validation.rules).flatMap((code) => {
    const rule = RULES.find((candidate) => candidate.code === code);
    if (rule?.isRelaxable === true) {
      return [];
    }
    const text =
      rule === undefined
        ? `there is no rule ${quote(code)}`
        : `rule ${quote(code)} protects the scrape or the Pushgateway, and stays`;
    return [
      {
        path: ["validation", "rules", code],
        text,
        suggestion: rule === undefined ? suggest(code, RELAXABLE) : undefined,
      },
    ];
  });

const RELAXABLE = RULES.filter(({ isRelaxable }) => isRelaxable).map(({ code }) => code);

const overlapIsShorterThanRotation: Check = ({ rotation }) => {
  if (typeof rotation === "number" || rotation.every === undefined || rotation.overlap < rotation.every) {
    return [];
  }
  return [
    { path: ["rotation", "overlap"], text: "the overlap must be shorter than the time between rotations" },
  ];
};

/** EventBridge-style schedules of Secrets Manager count whole days. */
const rotationIsInDays: Check = ({ rotation }) => {
  const every = typeof rotation === "number" ? rotation : rotation.every;
  if (every === undefined || (every % 86_400 === 0 && every <= 1_000 * 86_400)) {
    return [];
  }
  const path = typeof rotation === "number" ? ["rotation"] : ["rotation", "every"];
  return [{ path, text: "tokens are rotated every 1 to 1,000 whole days; write for instance 30d" }];
};

const CHECKS: readonly Check[] = [
  ...CALLER_CHECKS,
  rulesMayBeRelaxed,
  overlapIsShorterThanRotation,
  rotationIsInDays,
  ...DEPLOYMENT_CHECKS,
  findRemoteWriteConflicts,
];
