import { type Command, Option } from "commander";
import { createAwsSource } from "../../console/server/aws/aws-source.ts";
import { readPageFiles } from "../../console/server/page-files.ts";
import { serveConsole } from "../../console/server/serve-console.ts";
import { CONSOLE_COMMAND } from "../../infra/local/operator-endpoint.ts";
import { toStackName } from "../../infra/stacks/stack-name.ts";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import type { CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { addOperatorOptions, createOperator, type OperatorOptions } from "../operator/ask.ts";
import { createLogReader } from "../operator/log-reader.ts";
import { askLocalSystem } from "../operator/transport.ts";
import { answered, type CommandOutcome, failed } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";

export const createConsoleCommand = ({ ports, answer }: CliContext): Command =>
  addOperatorOptions(
    defineCommand("console", "show groups, refusals, limits and contracts in the browser", [
      "pushgateway-proxy console         # of the system that runs on this machine",
      "pushgateway-proxy console --aws   # of the deployment, with your own AWS credentials",
    ]),
  )
    .option("--allow-delete", "with --aws: let the console delete groups and release names")
    .addOption(
      new Option("--url <url>", "with --aws: the proxy's address with its stage, for the snippets").env(
        "PUSHGATEWAY_PROXY_URL",
      ),
    )
    .option("--no-open", "print the address, and do not open a browser")
    .action((options: ConsoleOptions) =>
      options.aws === true
        ? // It prints while it runs, so nothing is left for the end.
          answer({}, () => showAws(options, ports))
        : answer(options, () => showLocal(options, ports)),
    );

interface ConsoleOptions extends OperatorOptions {
  readonly allowDelete?: boolean;
  readonly url?: string;
  readonly open: boolean;
}

const showLocal = async ({ operator, open }: ConsoleOptions, ports: CliPorts): Promise<CommandOutcome> => {
  const asked = await askLocalSystem(CONSOLE_COMMAND, operator);
  if (!asked.ok) {
    return failed(asked.error);
  }
  const { url } = asked.value as { readonly url?: string };
  if (url === undefined) {
    return failed("the running system has no console; start it again with npm start");
  }
  if (open) {
    await ports.openBrowser(url);
  }
  return answered(url, { url });
};

/** Serves the console on this machine until it is stopped. */
const showAws = async (options: ConsoleOptions, ports: CliPorts): Promise<CommandOutcome> => {
  const config = loadConfigOrText(options.config);
  if (!config.ok) {
    return failed(config.error);
  }
  const source = createAwsSource({
    ask: createOperator(options, ports),
    readLog: createLogReader(toStackName(config.value, "api"), ports),
    config: config.value,
    configFile: options.config,
    pushUrl: options.url,
    mayChange: options.allowDelete === true,
  });
  const ready = await source.groups();
  if (!ready.ok) {
    return failed(ready.error.error);
  }
  const server = await serveConsole(source, { port: CONSOLE_PORT, files: readPageFiles() });
  ports.stdout.write(options.json === true ? `${JSON.stringify({ url: server.url })}\n` : `${server.url}\n`);
  ports.stderr.write("the console runs until you press Ctrl-C\n");
  if (options.open) {
    await ports.openBrowser(server.url);
  }
  await ports.untilStopped();
  await server.close();
  return answered("", {});
};

/** Next to the port of a local system. */
const CONSOLE_PORT = 8_082;
