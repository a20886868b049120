import { createRequire } from "node:module";
import { join } from "node:path";
import type { Command } from "commander";
import { PACKAGE_ROOT } from "../../infra/package-root.ts";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, type CommandOutcome, failed } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";

export const createDeployCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("deploy", "deploy the proxy to AWS with the CDK, or show what that would change", [
    "pushgateway-proxy deploy --dry-run     # what would change",
    "pushgateway-proxy deploy               # all stacks, asking before permissions are widened",
    "pushgateway-proxy deploy --config staging.yaml --yes",
  ])
    .option("--config <file>", "the configuration", "proxy.yaml")
    .option("--dry-run", "show what would change (cdk diff), and change nothing")
    .option("--yes", "do not ask before permissions are widened")
    .action((options: DeployOptions) => answer(options, () => runDeploy(options, ports)));

interface DeployOptions extends AnswerForm {
  readonly config: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** The configuration is checked first, so an issue is reported without starting the CDK. */
const runDeploy = async (options: DeployOptions, ports: CliPorts): Promise<CommandOutcome> => {
  const config = loadConfigOrText(options.config);
  if (!config.ok) {
    return failed(config.error);
  }
  const cdk = findCdk();
  if (cdk === undefined) {
    return failed("the CDK is not installed here: run this in a checkout of the project, after npm ci");
  }
  const status = await ports.runProgram(process.execPath, [cdk, ...toArguments(options)]);
  return status === 0
    ? answered("", { deployed: options.dryRun !== true })
    : failed(`the CDK ended with status ${status}; its output above has the reason`);
};

const findCdk = (): string | undefined => {
  try {
    return createRequire(join(PACKAGE_ROOT, "package.json")).resolve("aws-cdk/bin/cdk");
  } catch {
    return undefined;
  }
};

const toArguments = ({ config, dryRun, yes }: DeployOptions): readonly string[] => {
  const context = ["-c", `config=${config}`];
  return dryRun === true
    ? ["diff", "--all", ...context]
    : ["deploy", "--all", ...context, ...(yes === true ? ["--require-approval", "never"] : [])];
};
