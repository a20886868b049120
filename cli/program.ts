import { Command } from "commander";
import { createBenchCommand } from "./commands/bench.ts";
import { createCheckCommand } from "./commands/check.ts";
import { addCompletion } from "./commands/completion.ts";
import { createConfigCommand } from "./commands/config.ts";
import { createConsoleCommand } from "./commands/console.ts";
import { createContractsCommand } from "./commands/contracts.ts";
import { createCostCommand } from "./commands/cost.ts";
import { createDeployCommand } from "./commands/deploy.ts";
import { createGroupsCommand } from "./commands/groups.ts";
import { createPushCommand } from "./commands/push.ts";
import { createSmokeCommand } from "./commands/smoke.ts";
import { createStartCommand } from "./commands/start.ts";
import { createSweepCommand } from "./commands/sweep.ts";
import { createTokenCommand } from "./commands/token.ts";
import { createVersionCommand, describeVersion } from "./commands/version.ts";
import type { CliContext } from "./context.ts";

/** The whole command line: `pushgateway-proxy <command>`. */
export const createProgram = (context: CliContext): Command => {
  const program = new Command("pushgateway-proxy")
    .description("A guarded front door for the Prometheus Pushgateway, on this machine and on AWS.")
    .addHelpText("after", EXIT_STATUSES)
    .version(describeVersion(), "-V, --version", "print the version")
    .helpCommand("help [command]", "show the help of a command");
  for (const create of COMMANDS) {
    program.addCommand(create(context));
  }
  addCompletion(program);
  return program;
};

/** In the order in which a new user needs them. */
const COMMANDS: readonly ((context: CliContext) => Command)[] = [
  createStartCommand,
  createPushCommand,
  createCheckCommand,
  createConfigCommand,
  createTokenCommand,
  createGroupsCommand,
  createContractsCommand,
  createSweepCommand,
  createConsoleCommand,
  createDeployCommand,
  createSmokeCommand,
  createCostCommand,
  createBenchCommand,
  createVersionCommand,
];

const EXIT_STATUSES = `
Every command has --help with examples, and all but completion have --json.
Exit status:
  0  done, or the answer is yes
  1  not done, or the answer is no
  2  the command line is wrong
  3  yes, with warnings (check)
`;
