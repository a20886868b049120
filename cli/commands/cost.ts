import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../../lambda/config/units.ts";
import type { CostLine, Usage } from "../../scripts/cost-usage.ts";
import {
  costOfMillionPushes,
  estimateCost,
  PRICES,
  SECONDS_PER_MONTH,
  sumUp,
} from "../../scripts/estimate-cost.ts";
import { estimateSamples } from "../../scripts/estimate-remote-write.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, type CommandOutcome } from "../outcome.ts";

export const createCostCommand = ({ answer }: CliContext): Command =>
  defineCommand("cost", "estimate the AWS bill of a month, line by line", [
    "pushgateway-proxy cost --groups 1000 --interval 5m --clients 20",
    "pushgateway-proxy cost --pushes 10e6 --json",
  ])
    .option("--groups <n>", "groups that are pushed", parseCount, 1_000)
    .addOption(
      new Option("--interval <duration>", "time between two pushes of a group, such as 30s, 15m or 1d")
        .argParser(parseInterval)
        .default(300, "5m"),
    )
    .addOption(
      new Option("--pushes <n>", "pushes a month of all groups together, instead of --interval")
        .argParser(parseCount)
        .conflicts("interval"),
    )
    .option("--series <n>", "series of one push", parseCount, 50)
    .option("--new-groups <n>", "groups that exist only for one push, in a month", parseCount, 0)
    .option("--clients <n>", "clients with their own tokens", parseCount, 20)
    .option(
      "--issuers <n>",
      "issuers of signed tokens; pushes are spread evenly over clients and issuers",
      parseCount,
      0,
    )
    .addOption(
      new Option(
        "--pushgateway <none>",
        "none: without a Pushgateway; the page is scraped each minute",
      ).choices(["none"]),
    )
    .option("--remote-write", "add remote write to a receiver such as AMP")
    .option(
      "--sample-price <usd>",
      "the receiver's price for 10 million samples; for AMP see aws.amazon.com/prometheus/pricing",
      parseCount,
    )
    .action((options: CostOptions) => answer(options, () => runCost(toUsage(options))));

interface CostOptions extends AnswerForm {
  readonly groups: number;
  /** Seconds. */
  readonly interval: number;
  readonly pushes?: number;
  readonly series: number;
  readonly newGroups: number;
  readonly clients: number;
  readonly issuers: number;
  readonly pushgateway?: "none";
  readonly remoteWrite?: true;
  readonly samplePrice?: number;
}

/** Also `10e6`. */
const parseCount = (text: string): number => {
  const count = Number(text);
  if (text.trim() === "" || !Number.isFinite(count) || count < 0) {
    throw new InvalidArgumentError("It must be a number of 0 or more.");
  }
  return count;
};

const parseInterval = (text: string): number => {
  const seconds = parseDuration(text);
  if (seconds === undefined) {
    throw new InvalidArgumentError("It must be like 30s, 15m, 1h or 1d.");
  }
  return seconds;
};

const toUsage = ({
  groups,
  interval,
  pushes,
  series,
  newGroups,
  clients,
  issuers,
  pushgateway,
  remoteWrite,
  samplePrice,
}: CostOptions): Usage => ({
  pushes: pushes ?? (groups * SECONDS_PER_MONTH) / interval,
  groups,
  series,
  newGroups,
  clients,
  issuers,
  pushgateway,
  ...((remoteWrite || samplePrice !== undefined) && { remoteWrite: { sampleUsd: samplePrice } }),
});

const runCost = (usage: Usage): CommandOutcome => {
  const lines = estimateCost(usage, PRICES);
  const { pushes, groups, series, newGroups, clients, issuers } = usage;
  const millionUsd = costOfMillionPushes(usage, PRICES);
  return answered(
    [
      `${show(pushes)} pushes a month into ${count(groups, "group")}, ${show(series)} series each, ${count(newGroups, "new group")}, ${count(clients, "client")}, ${count(issuers, "issuer")}`,
      ...(usage.remoteWrite === undefined ? [] : [describeSamples(usage)]),
      "",
      ...KINDS.flatMap((kind) => toBlock(kind, lines)),
      toLine("a month", sumUp(lines)),
      toLine("each further million pushes", millionUsd),
      "",
      `${PRICES.region}, ${PRICES.date}; ${PRICES.source}`,
    ].join("\n"),
    {
      usage,
      lines,
      ...(usage.remoteWrite !== undefined && estimateSamples(usage)),
      monthUsd: sumUp(lines),
      furtherMillionPushesUsd: millionUsd,
      region: PRICES.region,
      date: PRICES.date,
    },
  );
};

const describeSamples = (usage: Usage): string => {
  const { samplesPerMonth, activeSeries } = estimateSamples(usage);
  const ofReceiver =
    usage.remoteWrite?.sampleUsd === undefined
      ? "; the receiver's price for them is not counted: add it with --sample-price"
      : "";
  return `remote write: ${show(samplesPerMonth)} samples a month of ${show(activeSeries)} active series${ofReceiver}`;
};

const show = (value: number): string => Math.round(value).toLocaleString("en-US");

const count = (value: number, unit: string): string => `${show(value)} ${unit}${value === 1 ? "" : "s"}`;

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
