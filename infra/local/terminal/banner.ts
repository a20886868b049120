import type { ProxyConfig } from "../../../lambda/config/proxy-config.ts";
import { toScrapeConfig, toScrapeTarget } from "../../scrape-config.ts";
import { type ExampleShell, writeExampleCommand, writeExamplePush } from "../example-push.ts";
import { hideCredential } from "../find-pushgateway.ts";
import { isLoopback } from "../listen.ts";
import type { ShownSystem } from "../local-console.ts";
import type { StartFlags } from "../start-flags.ts";
import { foldParts } from "./fold.ts";

export interface Introduction {
  /** What is printed when the system runs. */
  readonly text: string;
  /** A push to paste into a shell; undefined if no client may push. */
  readonly examplePush: string | undefined;
  /** What a Prometheus needs to scrape the pushed metrics. */
  readonly scrapeConfig: string;
}

/** The facts about the running system. */
export type IntroducedSystem = Pick<ShownSystem, "url" | "consoleUrl" | "pushgateway" | "clients">;

/** On a terminal, a few lines that fit into it, with the keys. Elsewhere, plain lines with a push to paste. */
export const introduce = (
  system: IntroducedSystem,
  config: ProxyConfig,
  flags: StartFlags,
  /** Undefined: not a terminal. */
  columns: number | undefined,
): Introduction => {
  const target = toScrapeTarget(config.scrape.job, system.pushgateway.url);
  const scrapeConfig = toScrapeConfig(target, "before 3.8");
  const first = findFirstPusher(system, config, flags);
  if (first === undefined) {
    return {
      text: `The API is at ${system.url}, but no client in ${flags.configFile} has a grant to push\n`,
      examplePush: undefined,
      scrapeConfig,
    };
  }
  const text =
    columns !== undefined
      ? toBanner(system, first, flags, columns)
      : `${toPlainText(system, first, flags)}For prometheus.yml:\n\n${scrapeConfig}`;
  return { text, examplePush: first.example, scrapeConfig };
};

interface FirstPusher {
  readonly id: string;
  readonly token: string;
  readonly example: string;
  /** The same push with the program's own command. */
  readonly command: string;
}

const findFirstPusher = (
  { url, clients }: IntroducedSystem,
  config: ProxyConfig,
  flags: StartFlags,
): FirstPusher | undefined => {
  for (const client of config.clients) {
    const token = clients.find(({ id }) => id === client.id)?.token ?? "";
    const example = writeExamplePush(url, client, token, EXAMPLE_SHELL);
    const command = writeExampleCommand(url, client, flags);
    if (example !== undefined && command !== undefined) {
      return { id: client.id, token, example, command };
    }
  }
  return undefined;
};

const EXAMPLE_SHELL: ExampleShell = process.platform === "win32" ? "powershell" : "posix";

const toBanner = (
  { url, consoleUrl, pushgateway }: IntroducedSystem,
  { id, token, command }: FirstPusher,
  { host, secretsFile }: StartFlags,
  columns: number,
): string => {
  const row = (name: string, [first = "", ...rest]: readonly string[], between: string, lineEnd = "") =>
    LABEL + 2 + first.length > columns
      ? `  ${name}\n${foldParts([first, ...rest], columns, { between, lineEnd, indent: 0 })}`
      : foldParts([`  ${name.padEnd(LABEL)}${first}`, ...rest], columns, {
          between,
          lineEnd,
          indent: LABEL + 2,
        });
  const words = (name: string, text: string): string => row(name, text.split(" "), " ");
  return [
    "",
    words("API", url),
    ...(isLoopback(host) ? [] : [words("Open to", toOpenness(host))]),
    words("Console", consoleUrl),
    words("Pushgateway", describePushgateway(pushgateway)),
    words("Client", `${id}, token ${token.length > MAX_TOKEN ? `in ${secretsFile}` : token}`),
    row("Push", command.split(" "), " ", EXAMPLE_SHELL === "powershell" ? " `" : " \\"),
    row("Keys", KEYS, " · "),
    "",
    "  waiting for the first push",
    "",
    "",
  ].join("\n");
};

/** The width of the column with names. */
const LABEL = 13;

const KEYS = ["o console", "c copy a push", "s scrape_config", "r reload proxy.yaml", "q quit"];

const toOpenness = (host: string): string =>
  `other machines, over plain HTTP: tokens can be intercepted (--host ${host})`;

/** A longer one would not fit into the line. */
const MAX_TOKEN = 64;

const toPlainText = (
  { url, consoleUrl, pushgateway, clients }: IntroducedSystem,
  { id, token, example }: FirstPusher,
  { host, secretsFile, configFile }: StartFlags,
): string =>
  (isLoopback(host) ? "" : `warning: the API is open to ${toOpenness(host)}\n`) +
  `Push to ${url} as client ${id} with token ${token}. Paste this into a second terminal:\n\n` +
  `  ${example}\n\n` +
  `Console:     ${consoleUrl}\n` +
  `Pushgateway: ${describePushgateway(pushgateway)}\n` +
  `Clients:     ${clients.map((client) => client.id).join(", ")} (tokens in ${secretsFile}, grants in ${configFile})\n`;

const describePushgateway = ({ url, kind }: IntroducedSystem["pushgateway"]): string => {
  const { origin } = new URL(url);
  switch (kind) {
    case "given":
      return `${hideCredential(url)} (as given)`;
    case "found":
      return `${origin}, started by npm start; metrics at ${origin}/metrics`;
    case "embedded":
      return `none is needed: the store serves the metrics at ${origin}/metrics`;
  }
};
