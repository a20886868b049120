import type { Command } from "commander";
import { createProgress, everyInterval } from "../../infra/local/terminal/progress.ts";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import { toSweepFunctionName } from "../../lambda/config/shared-names.ts";
import { escapeUnprintableInLines } from "../../lambda/model/printable.ts";
import type { Result } from "../../lambda/model/result.ts";
import type { SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { AnswerForm } from "../context.ts";
import { type CommandOutcome, failed } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";
import { toOutcome } from "./answers.ts";
import { releaseName } from "./release.ts";
import { type AskOperator, askLocalSystem, askSweepFunction } from "./transport.ts";

/** Which running system to ask. */
export interface OperatorOptions extends AnswerForm {
  readonly aws?: boolean;
  readonly config: string;
  readonly operator: string;
}

export const addOperatorOptions = (command: Command): Command =>
  command
    .option("--aws", "ask the deployment, with the credentials and the region of the AWS environment")
    .option("--config <file>", "the configuration", "proxy.yaml")
    .option("--operator <file>", "the file that says how to reach the local system", ".local/operator.json");

/** Sends a command to the running system, and returns the answer. */
export const askOperator = async (
  command: SweepCommand,
  options: OperatorOptions,
  ports: CliPorts,
): Promise<CommandOutcome> => {
  const ask = createOperator(options, ports);
  const progress = createProgress(ports.stderr, { now: ports.http.now, every: everyInterval });
  const tell = (line: string): void => {
    progress.clear();
    ports.stderr.write(`${escapeUnprintableInLines(line)}\n`);
  };
  progress.show({ done: 0, total: undefined, text: WAITING[command.command] ?? "waiting for the answer" });
  const answer = await (command.command === "contracts-release"
    ? releaseName(command, { ask, sleep: ports.http.sleep, tell })
    : ask(command)
  ).finally(progress.clear);
  return answer.ok ? toOutcome(command, answer.value) : failed(answer.error);
};

const WAITING: Partial<Record<SweepCommand["command"], string>> = {
  sweep: "sweeping: reading the store and the Pushgateway's page",
  "contracts-release": "making runs until the name is free",
};

export const createOperator = (
  options: OperatorOptions,
  ports: Pick<CliPorts, "connectLambda">,
): AskOperator =>
  options.aws === true
    ? (command) => askAws(command, options, ports)
    : (command) => askLocalSystem(command, options.operator);

const askAws = async (
  command: SweepCommand,
  { config: configFile }: OperatorOptions,
  { connectLambda }: Pick<CliPorts, "connectLambda">,
): Promise<Result<unknown, string>> => {
  const config = loadConfigOrText(configFile);
  if (!config.ok) {
    return config;
  }
  return askSweepFunction(command, await connectLambda(), toSweepFunctionName(config.value.environment));
};
