import { isIP } from "node:net";
import { type Command, InvalidArgumentError, Option } from "commander";
import { LOOPBACK } from "../../infra/local/listen.ts";
import { DEFAULT_PORT } from "../../infra/local/start-flags.ts";
import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../../lambda/config/proxy-config.ts";
import { isTrustedUrl } from "../../lambda/config/trusted-url.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, failed } from "../outcome.ts";

export const createStartCommand = ({ answer }: CliContext): Command =>
  defineCommand("start", "run the whole system on this machine: API, functions, store and Pushgateway", [
    "pushgateway-proxy start",
    "pushgateway-proxy start --port 9000 --config staging.yaml",
    "pushgateway-proxy start --pushgateway http://localhost:9091",
    "pushgateway-proxy start --remote-write http://localhost:9090/api/v1/write",
  ])
    .option("--port <n>", "port that the API listens on; 0 picks a free one", parsePort, DEFAULT_PORT)
    .option(
      "--host <address>",
      "IP address that the API listens on; with another than the default, other machines can push over plain HTTP, so put TLS in front",
      parseHost,
      LOOPBACK,
    )
    .option("--config <file>", "clients, grants and limits", "proxy.yaml")
    .option(
      "--pushgateway <url>",
      "URL of a running Pushgateway, best with --push.disable-consistency-check; without it, start the one on the PATH, or serve the page from the store",
      parseUrl,
    )
    .option(
      "--remote-write <url>",
      "URL of a remote-write receiver, such as Prometheus, that gets each push a second later; https, or http on loopback",
      parseReceiverUrl,
    )
    .addOption(
      new Option("--remote-write-protocol <version>", "version of remote write; 2.0 falls back to 1.0")
        .choices(PROTOCOL_VERSIONS)
        .default("1.0"),
    )
    .option(
      "--store <file>",
      "file of the store; default: store.db in the folder of the tokens, with another port store-PORT.db",
      parseStore,
    )
    .option(
      "--secrets <file>",
      "file of the clients' tokens, which the first start makes",
      ".local/secrets.json",
    )
    .option("--quiet", "show only refusals and warnings")
    .addHelpText(
      "after",
      "\nWith --json the first line of standard output is one JSON object: url,\npushgateway, clients with tokens, and console.",
    )
    .action((options: StartOptions) =>
      // It prints while it runs, so nothing is left for the end.
      answer({}, async () => {
        const { start } = await import("../../infra/local/start.ts");
        const error = await start({
          host: options.host,
          port: options.port,
          configFile: options.config,
          pushgatewayUrl: options.pushgateway,
          remoteWrite:
            options.remoteWrite === undefined
              ? undefined
              : { url: options.remoteWrite, protocol: options.remoteWriteProtocol },
          secretsFile: options.secrets,
          storeFile: options.store,
          requests: options.quiet === true ? "quiet" : "shown",
          output: options.json === true ? "json" : "text",
        });
        return error === undefined ? answered("", {}) : failed(error);
      }),
    );

interface StartOptions extends AnswerForm {
  readonly host: string;
  readonly port: number;
  readonly config: string;
  readonly pushgateway?: string;
  readonly remoteWrite?: string;
  readonly remoteWriteProtocol: ProtocolVersion;
  readonly store?: string;
  readonly secrets: string;
  readonly quiet?: boolean;
}

const parsePort = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  }
  return Number(text);
};

const parseHost = (text: string): string => {
  if (isIP(text) === 0) {
    throw new InvalidArgumentError(
      "It must be an IP address such as 0.0.0.0, which is every one of this machine.",
    );
  }
  return text;
};

/** SQLite has names for databases in memory. Each thread of the system would have its own database. */
const parseStore = (text: string): string => {
  if (text === "" || text === ":memory:" || /^file:/i.test(text)) {
    throw new InvalidArgumentError("It must be the path of a file. With --port 0 nothing is kept.");
  }
  return text;
};

const parseUrl = (text: string): string => {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new InvalidArgumentError(
      "It must be a URL such as http://localhost:9091, without query and fragment.",
    );
  }
  if (!isPercentEncoded(url.username + url.password)) {
    throw new InvalidArgumentError(
      "Its user or password has a percent sign that escapes nothing: write it as %25.",
    );
  }
  return text;
};

const isPercentEncoded = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

const parseReceiverUrl = (text: string): string => {
  if (!isTrustedUrl(text)) {
    throw new InvalidArgumentError(
      "It must be an https URL, or http on loopback, such as http://localhost:9090/api/v1/write.",
    );
  }
  return text;
};
