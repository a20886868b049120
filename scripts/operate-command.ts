import { parseArgs } from "node:util";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { err, ok } from "../lambda/model/result.ts";
import type { SweepCommand } from "../lambda/sweep/command.ts";
import { type CommandOutcome, failed, misused } from "./command.ts";
import { createOperator, OPERATOR_OPTIONS, OPERATOR_USAGE } from "./operate-access.ts";
import { printAnswer } from "./operate-output.ts";

const USAGE = `usage: npm run registry -- list | show <name> | release <name> | reopen <name>
       npm run groups -- list | delete <path>
       npm run sweep -- [--dry-run]

  release    nobody may claim the name any more; a sweep frees it once it is gone, a quarter of an hour later
  reopen     takes a release back
${OPERATOR_USAGE}
  --json     the answer as JSON

  ends with 0 when it is done, 1 when it is not, 2 when the command line is wrong, 3 when there is no such group or name, and
  4 when a sweep found that the scrape is broken or cannot be read`;

/** Asks the running system, and gives what it answers. */
export const runOperateCommand = async (
  args: readonly string[],
  connect: () => LambdaClient,
): Promise<CommandOutcome> => {
  const parsed = readArguments(args);
  if (!parsed.ok) return misused(`${parsed.error}\n\n${USAGE}`);
  const { values, positionals } = parsed.value;
  const command = toCommand(positionals, values["dry-run"]);
  if (command === undefined) return misused(USAGE);
  const answer = await createOperator(values, connect)(command);
  return answer.ok ? printAnswer(command, answer.value, values.json ? "json" : "text") : failed(answer.error);
};

const readArguments = (args: readonly string[]) => {
  try {
    const options = {
      ...OPERATOR_OPTIONS,
      json: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
    } as const;
    return ok(parseArgs({ args, allowPositionals: true, options }));
  } catch (error) {
    return err((error as Error).message);
  }
};

const toCommand = (words: readonly string[], dryRun: boolean): SweepCommand | undefined => {
  const [subject, verb, object, ...more] = words;
  if (more.length > 0) return undefined;
  switch (
    [subject, verb, object === undefined ? "" : "…"]
      .filter((word) => word !== undefined && word !== "")
      .join(" ")
  ) {
    case "sweep":
      return { command: "sweep", dryRun };
    case "registry list":
      return { command: "registry-list" };
    case "registry show …":
      return { command: "registry-show", name: object! };
    case "registry release …":
      return { command: "registry-release", name: object! };
    case "registry reopen …":
      return { command: "registry-reopen", name: object! };
    case "groups list":
      return { command: "groups-list" };
    case "groups delete …":
      return { command: "groups-delete", path: object! };
    default:
      return undefined;
  }
};
