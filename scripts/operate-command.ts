import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SweepCommand } from "../lambda/sweep/operator/command.ts";
import { type CommandOutcome, failed, misused, readArguments } from "./command.ts";
import { createOperator, OPERATOR_OPTIONS, OPERATOR_USAGE } from "./operate-access.ts";
import { printAnswer } from "./operate-output.ts";
import { releaseName } from "./operate-release.ts";

const USAGE = `usage: npm run groups -- list | show <path> | delete <path>
       npm run contracts -- list | show <name> | release <name>
       npm run sweep -- [--dry-run] [--force]

  release    makes runs of the sweep until the name is free, which takes about five minutes; a name that a group needs stays
  --force    deletes groups that were pushed past the proxy, however many they are
${OPERATOR_USAGE}
  --json     the answer as JSON

  ends with 0 when it is done, 1 when it is not, 2 when the command line is wrong, 3 when there is no such group or name, and
  4 when a sweep found that the scrape is broken or cannot be read`;

/** What the command needs of the process. */
export interface OperatePorts {
  readonly connect: () => LambdaClient;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Shows a line while a command takes its time. */
  readonly tell: (line: string) => void;
}

/** Asks the running system, and gives what it answers. */
export const runOperateCommand = async (
  args: readonly string[],
  { connect, sleep, tell }: OperatePorts,
): Promise<CommandOutcome> => {
  const parsed = readArguments(args, OPTIONS);
  if (!parsed.ok) {
    return misused(`${parsed.error}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed.value;
  const command = toCommand(positionals, values);
  if (command === undefined) {
    return misused(USAGE);
  }
  const ask = createOperator(values, connect);
  const answer =
    command.command === "contracts-release"
      ? await releaseName(command, { ask, sleep, tell })
      : await ask(command);
  return answer.ok ? printAnswer(command, answer.value, values.json ? "json" : "text") : failed(answer.error);
};

const OPTIONS = {
  ...OPERATOR_OPTIONS,
  json: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  force: { type: "boolean", default: false },
} as const;

const toCommand = (
  words: readonly string[],
  { "dry-run": dryRun, force }: { readonly "dry-run": boolean; readonly force: boolean },
): SweepCommand | undefined => {
  const [subject, verb, object, ...more] = words;
  if (more.length > 0) {
    return undefined;
  }
  switch (
    [subject, verb, object === undefined ? "" : "…"]
      .filter((word) => word !== undefined && word !== "")
      .join(" ")
  ) {
    case "sweep":
      return { command: "sweep", dryRun, force };
    case "groups list":
      return { command: "groups-list" };
    case "groups show …":
      return { command: "groups-show", path: object! };
    case "groups delete …":
      return { command: "groups-delete", path: object! };
    case "contracts list":
      return { command: "contracts-list" };
    case "contracts show …":
      return { command: "contracts-show", name: object! };
    case "contracts release …":
      return { command: "contracts-release", name: object! };
    default:
      return undefined;
  }
};
