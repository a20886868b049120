import { parseArgs } from "node:util";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { toStackName } from "../infra/stacks/stack-name.ts";
import { describeMistake } from "../lambda/config/config-mistake.ts";
import { loadProxyConfig } from "../lambda/config/load.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { SweepCommand } from "../lambda/sweep/command.ts";
import { type CommandOutcome, failed, misused } from "./command.ts";
import { printAnswer } from "./operate-output.ts";
import { askLocalSystem, askSweepFunction, findSweepFunction } from "./operate-transport.ts";

const USAGE = `usage: npm run registry -- list | show <name> | release <name> | reopen <name>
       npm run groups -- list | delete <path>
       npm run sweep -- [--dry-run]

  release    nobody may claim the name any more; a sweep frees it once it is gone, a quarter of an hour later
  reopen     takes a release back
  --aws      at the deployment, with the credentials and the region of the AWS environment
  --function the sweep function's name, where it cannot be told by itself
  --config   default proxy.yaml
  --operator the file by which npm start is reached, default .local/operator.json
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
  const answer = values.aws
    ? await askAws(command, connect(), values.config, values.function)
    : await askLocalSystem(command, values.operator);
  return answer.ok ? printAnswer(command, answer.value, values.json ? "json" : "text") : failed(answer.error);
};

const readArguments = (args: readonly string[]) => {
  try {
    const options = {
      aws: { type: "boolean", default: false },
      function: { type: "string" },
      config: { type: "string", default: "proxy.yaml" },
      operator: { type: "string", default: ".local/operator.json" },
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

const askAws = async (
  command: SweepCommand,
  client: LambdaClient,
  configFile: string,
  functionName: string | undefined,
): Promise<Result<unknown, string>> => {
  if (functionName !== undefined) return askSweepFunction(command, client, functionName);
  const config = loadProxyConfig(configFile);
  if (!config.ok) return err(config.error.map(describeMistake).join("\n"));
  const found = await findSweepFunction(client, toStackName(config.value, "api"));
  return found.ok ? askSweepFunction(command, client, found.value) : found;
};
