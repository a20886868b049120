import type { LambdaClient } from "@aws-sdk/client-lambda";
import { toStackName } from "../infra/stacks/stack-name.ts";
import { describeConfigIssue } from "../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../lambda/config/load.ts";
import { err, type Result } from "../lambda/model/result.ts";
import type { SweepCommand } from "../lambda/sweep/operator/command.ts";
import { askLocalSystem, askSweepFunction, findSweepFunction } from "./operate-transport.ts";

/** Carries a command to the running system; the error is a line for the terminal. */
export type AskOperator = (command: SweepCommand) => Promise<Result<unknown, string>>;

/** Which system is asked, as flags of `parseArgs`. */
export const OPERATOR_OPTIONS = {
  aws: { type: "boolean", default: false },
  function: { type: "string" },
  config: { type: "string", default: "proxy.yaml" },
  operator: { type: "string", default: ".local/operator.json" },
} as const;

export const OPERATOR_USAGE = `  --aws      at the deployment, with the credentials and the region of the AWS environment
  --function the sweep function's name, where it cannot be told by itself
  --config   default proxy.yaml
  --operator the file by which npm start is reached, default .local/operator.json`;

export interface OperatorValues {
  readonly aws: boolean;
  readonly function?: string | undefined;
  readonly config: string;
  readonly operator: string;
}

export const createOperator = (values: OperatorValues, connect: () => LambdaClient): AskOperator =>
  values.aws
    ? (command) => askAws(command, connect(), values)
    : (command) => askLocalSystem(command, values.operator);

const askAws = async (
  command: SweepCommand,
  client: LambdaClient,
  { config: configFile, function: functionName }: OperatorValues,
): Promise<Result<unknown, string>> => {
  if (functionName !== undefined) {
    return askSweepFunction(command, client, functionName);
  }
  const config = loadProxyConfig(configFile);
  if (!config.ok) {
    return err(config.error.map(describeConfigIssue).join("\n"));
  }
  const found = await findSweepFunction(client, toStackName(config.value, "api"));
  return found.ok ? askSweepFunction(command, client, found.value) : found;
};
