import { parseDuration } from "../lambda/config/units.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { answered, type CommandOutcome, misused, readArguments } from "./command.ts";
import {
  type CostLine,
  costOfMillionPushes,
  estimateCost,
  type Prices,
  SECONDS_PER_MONTH,
  sumUp,
  type Usage,
} from "./estimate-cost.ts";

const USAGE = `usage: npm run cost -- [--groups N --interval DURATION | --pushes N] [--series N] [--new-groups N] [--clients N] [--issuers N]

  --groups    groups that are pushed, default 1000
  --interval  from one push of a group to the next, such as 30s, 15m or 1d; default 5m
  --pushes    pushes a month of all groups together, instead of --interval
  --series    of one push, default 50
  --new-groups
              groups that appear in the month with one push each and go again, default 0
  --clients   with their own tokens, default 20
  --issuers   of signed tokens, default 0; pushes are spread evenly over clients and issuers`;

/** A month's bill, line by line. */
export const runCostCommand = (args: readonly string[], prices: Prices): CommandOutcome => {
  const usage = readUsage(args);
  if (!usage.ok) {
    return misused(`${usage.error}\n\n${USAGE}`);
  }
  const lines = estimateCost(usage.value, prices);
  const { pushes, groups, series, newGroups, clients, issuers } = usage.value;
  return answered(
    [
      `${Math.round(pushes)} pushes a month into ${groups} groups, ${series} series each, ${newGroups} new groups, ${clients} clients, ${issuers} issuers`,
      "",
      ...KINDS.flatMap((kind) => toBlock(kind, lines)),
      toLine("a month", sumUp(lines)),
      toLine("each further million pushes", costOfMillionPushes(usage.value, prices)),
      "",
      `${prices.region}, ${prices.date}; ${prices.source}`,
    ].join("\n"),
  );
};

const OPTIONS = {
  groups: { type: "string", default: "1000" },
  interval: { type: "string" },
  pushes: { type: "string" },
  series: { type: "string", default: "50" },
  "new-groups": { type: "string", default: "0" },
  clients: { type: "string", default: "20" },
  issuers: { type: "string", default: "0" },
} as const;

const DEFAULT_INTERVAL_SECONDS = 300;

const readUsage = (args: readonly string[]): Result<Usage, string> => {
  const parsed = readArguments(args, OPTIONS);
  if (!parsed.ok) {
    return parsed;
  }
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) {
    return err(`unexpected argument ${JSON.stringify(positionals[0])}`);
  }
  const { groups, series, "new-groups": newGroups, clients, issuers, pushes } = values;
  for (const [name, text] of Object.entries({
    groups,
    series,
    "new-groups": newGroups,
    clients,
    issuers,
    pushes,
  })) {
    if (text !== undefined && !isCount(text)) {
      return err(`--${name} must be a number of 0 or more, got ${text}`);
    }
  }
  const counts = {
    groups: Number(groups),
    series: Number(series),
    newGroups: Number(newGroups),
    clients: Number(clients),
    issuers: Number(issuers),
  };
  if (pushes !== undefined) {
    return values.interval === undefined
      ? ok({ ...counts, pushes: Number(pushes) })
      : err("--pushes and --interval say the same: give one of them");
  }
  const seconds = values.interval === undefined ? DEFAULT_INTERVAL_SECONDS : parseDuration(values.interval);
  return seconds === undefined
    ? err(`--interval must be like 30s, 15m, 1h or 1d, got ${values.interval}`)
    : ok({ ...counts, pushes: (counts.groups * SECONDS_PER_MONTH) / seconds });
};

/** Also `10e6`. */
const isCount = (text: string): boolean =>
  text.trim() !== "" && Number.isFinite(Number(text)) && Number(text) >= 0;

const KINDS: readonly CostLine["kind"][] = ["fixed", "callers", "pushes"];

const toBlock = (kind: CostLine["kind"], all: readonly CostLine[]): readonly string[] => {
  const lines = all.filter((line) => line.kind === kind);
  return [
    kind,
    ...lines.map(({ item, usd }) => toLine(`  ${item}`, usd)),
    toLine("  together", sumUp(lines)),
    "",
  ];
};

const toLine = (item: string, usd: number): string =>
  `${item.padEnd(44)}${`$${usd.toFixed(2)}`.padStart(10)}`;
