import { hashText } from "../../../lambda/store/contracts/contract-key.ts";
import { toNeedsOfSeen } from "../../../lambda/store/contracts/needs.ts";
import { ContractUsage } from "../../../lambda/sweep/scan/contract-usage.ts";
import type { SeenGroup } from "../../../lambda/sweep/scan/seen-group.ts";

/** How the proxy is stricter than the check of the Pushgateway (docs/store.md). The most specific class comes first. */
const CLASSES = [
  "a label value on both sides, yet no equal series",
  "too many values in bodies",
  "no count where the existing type is counter",
  "a histogram beside a gauge histogram",
  "only the pushed group itself has it otherwise",
  "nobody has it any more",
  "another reason",
] as const;
type RefusalClass = (typeof CLASSES)[number];

interface RefusedPush {
  readonly method: string;
  /** Canonical. */
  readonly path: string;
}

interface Problem {
  readonly errors: readonly { readonly code: string; readonly family: string; readonly detail: string }[];
}

const TRACKED_LABELS = new Set(["instance", "x"]);

/** Why the proxy refuses what a checking Pushgateway accepts, judged by the live groups. */
export const classifyRefusal = (
  problem: string,
  push: RefusedPush,
  groups: readonly SeenGroup[],
): RefusalClass => {
  const all = toLive(groups);
  const { errors } = JSON.parse(problem) as Problem;
  const others = toLive(groups.flatMap((group) => withoutReplaced(group, push, errors)));
  const classes = errors.map((error) => classifyError(error, jobOf(push, groups), all, others));
  return CLASSES.find((known) => classes.includes(known)) ?? "another reason";
};

/** The needs of some groups: names with any meaning, and label values with their sides. */
interface LiveState {
  readonly names: ReadonlySet<string>;
  readonly usage: ContractUsage;
}

const toLive = (groups: readonly SeenGroup[]): LiveState => {
  const names = new Set<string>();
  const usage = new ContractUsage();
  for (const { key, families } of groups) {
    const needs = toNeedsOfSeen(families, key, TRACKED_LABELS);
    for (const { name } of needs.names) {
      names.add(name);
    }
    usage.add(needs, key.job);
  }
  return { names, usage };
};

/** What remains of a group after the push: nothing for a PUT, else the families that the push does not contain. */
const withoutReplaced = (
  group: SeenGroup,
  { method, path }: RefusedPush,
  errors: Problem["errors"],
): readonly SeenGroup[] => {
  if (group.key.path !== path) {
    return [group];
  }
  const brought = new Set(errors.map(({ family }) => family));
  return method === "PUT"
    ? []
    : [{ ...group, families: group.families.filter(({ name }) => !brought.has(name)) }];
};

const jobOf = ({ path }: RefusedPush, groups: readonly SeenGroup[]): string =>
  groups.find(({ key }) => key.path === path)?.key.job ??
  Buffer.from(path.split("/")[3] ?? "", "base64url").toString();

const classifyError = (
  { code, family, detail }: Problem["errors"][number],
  job: string,
  all: LiveState,
  others: LiveState,
): RefusalClass => {
  switch (code) {
    case "label-side-conflict":
      return classifySide(detail, family, job, all, others);
    case "adopted-counter-value":
      return others.names.has(family)
        ? "no count where the existing type is counter"
        : classifyName(family, all);
    default: {
      const name = /"([^"]*)"/.exec(detail)?.[1] ?? family;
      if (!others.names.has(name)) {
        return classifyName(name, all);
      }
      return detail.includes("gaugehistogram") ? "a histogram beside a gauge histogram" : "another reason";
    }
  }
};

const classifyName = (name: string, all: LiveState): RefusalClass =>
  all.names.has(name) ? "only the pushed group itself has it otherwise" : "nobody has it any more";

const classifySide = (
  detail: string,
  family: string,
  job: string,
  all: LiveState,
  others: LiveState,
): RefusalClass => {
  const [, label, value] = /with (\w+)="([^"]*)"/.exec(detail) ?? [];
  if (label === undefined || value === undefined) {
    return "too many values in bodies";
  }
  const opposite = detail.includes("in this push's grouping key") ? "body" : "key";
  const has = (live: LiveState): boolean =>
    live.usage.sides(job, family, label)[opposite].has(hashText(value));
  if (has(others)) {
    return "a label value on both sides, yet no equal series";
  }
  return has(all) ? "only the pushed group itself has it otherwise" : "nobody has it any more";
};
