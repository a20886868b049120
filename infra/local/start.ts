import { styleText } from "node:util";
import { describeConfigIssue } from "../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { escapeUnprintableInLines } from "../../lambda/model/printable.ts";
import { watchConfig } from "./config-watch.ts";
import { type ExampleShell, writeExamplePush } from "./example-push.ts";
import { createLineLog, type WriteLine } from "./line-log.ts";
import { type LocalSystem, startLocalSystem } from "./local-system.ts";
import { onceNpmHasGone } from "./npm-parent.ts";
import { parseStartFlags, type StartFlags, USAGE } from "./start-flags.ts";
import { type Paint, styleLine } from "./terminal-style.ts";

const USAGE_ERROR = 2;

const main = async (): Promise<void> => {
  const flags = parseStartFlags(process.argv.slice(2));
  if (!flags.ok) {
    return fail(flags.error, USAGE_ERROR);
  }
  if (flags.value === "help") {
    process.stdout.write(USAGE);
  } else {
    await start(flags.value);
  }
};

const start = async (flags: StartFlags): Promise<void> => {
  const config = loadProxyConfig(flags.configFile);
  if (!config.ok) {
    return fail(config.error.map(describeConfigIssue).join("\n"), 1);
  }
  const end = waitForEnd();
  const log = createLineLog((line) => process.stderr.write(styleLine(line, paint)), Date.now);
  try {
    const searchPath = process.env["PATH"] ?? "";
    const system = await startLocalSystem({ ...flags, config: config.value, searchPath, log });
    process.stdout.write(flags.output === "json" ? toJsonLine(system) : toText(system, config.value, flags));
    const watch = watchConfig(flags.configFile, (changed) => reload(changed, system, flags, log), log);
    await end;
    watch.close();
    await system.close();
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error), 1);
  }
  // Whatever a connection that is kept open has left behind ends here.
  process.exit();
};

/** Tells the tokens of new clients here and never again, as at the start. */
const reload = async (
  config: ProxyConfig,
  system: LocalSystem,
  { configFile }: StartFlags,
  log: WriteLine,
): Promise<void> => {
  const made = await system.reload(config);
  const tokens = made.map(({ id, token }) => `client ${id} is new and has token ${token}`);
  log([`${configFile} was changed and is used from now on`, ...tokens].join("; "));
};

/** On a terminal only, and not where NO_COLOR says otherwise: `styleText` asks the stream. */
const paint: Paint = (style, text) => styleText(style, text, { stream: process.stderr });

const fail = (text: string, exitCode: number): void => {
  process.stderr.write(`${escapeUnprintableInLines(text)}\n`);
  process.exitCode = exitCode;
};

/**
 * Resolves at the first signal, even one that comes while things are being started and must then be stopped again. A second
 * one does not wait.
 */
const waitForEnd = (): Promise<void> =>
  new Promise((resolve) => {
    let isEnding = false;
    const end = (): void => {
      if (isEnding) {
        process.exit(1);
      }
      isEnding = true;
      resolve();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
    // The terminal was closed.
    process.on("SIGHUP", end);
    onceNpmHasGone(end);
  });

const toJsonLine = ({ url, pushgateway, clients }: LocalSystem): string =>
  `${JSON.stringify({ url, pushgateway, clients })}\n`;

const toText = (
  { url, pushgateway, clients }: LocalSystem,
  config: ProxyConfig,
  flags: StartFlags,
): string => {
  const examples = config.clients.flatMap((client) => {
    const token = clients.find(({ id }) => id === client.id)?.token ?? "";
    const example = writeExamplePush(url, client, token, EXAMPLE_SHELL);
    return example === undefined ? [] : [{ client, token, example }];
  });
  const [first] = examples;
  return first === undefined
    ? `push to ${url}; no client of ${flags.configFile} has a grant to push\n`
    : `push to ${url} as client ${first.client.id} with token ${first.token}, for instance\n\n` +
        `  ${first.example}\n\n` +
        `Pushgateway: ${describePushgateway(pushgateway)}\n` +
        `Clients:     ${clients.map(({ id }) => id).join(", ")} (tokens in ${flags.secretsFile}, grants in ${flags.configFile})\n`;
};

const EXAMPLE_SHELL: ExampleShell = process.platform === "win32" ? "powershell" : "posix";

const describePushgateway = ({ url, kind }: LocalSystem["pushgateway"]): string => {
  const { origin } = new URL(url);
  switch (kind) {
    case "given":
      return `${origin} (as given)`;
    case "found":
      return `${origin}, started for this run; metrics at ${origin}/metrics`;
    case "embedded":
      return `embedded, since none is on the PATH; metrics at ${origin}/metrics`;
  }
};

await main();
