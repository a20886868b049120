import { parseArgs } from "node:util";
import { suggest } from "../../lambda/config/suggestion.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";

export interface StartFlags {
  /** 0 picks a free one. */
  readonly port: number;
  readonly configFile: string;
  readonly pushgatewayUrl: string | undefined;
  readonly secretsFile: string;
  /** Undefined: beside the tokens. */
  readonly storeFile: string | undefined;
  /** Whether pushes that were taken are shown. */
  readonly requests: "shown" | "quiet";
  /** `json`: one JSON object on standard output, for programs. */
  readonly output: "text" | "json";
}

export const DEFAULT_PORT = 8_080;

const OPTIONS = {
  port: { type: "string", default: String(DEFAULT_PORT) },
  config: { type: "string", default: "proxy.yaml" },
  pushgateway: { type: "string" },
  store: { type: "string" },
  secrets: { type: "string", default: ".local/secrets.json" },
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const USAGE = `Usage: npm start -- [flags]

Runs the whole system on this machine: a local API gateway, the authorizer and the push function, and a Pushgateway
(the one you name, else one found on the PATH, else an embedded one).

  --port N           port of the loopback interface to listen on, 0 picks a free one (default 8080)
  --config FILE      clients, grants and limits (default proxy.yaml)
  --pushgateway URL  a Pushgateway that runs already, best with --push.disable-consistency-check
  --store FILE       what groups hold (default store.db beside the tokens; with another port store-PORT.db)
  --secrets FILE     the clients' tokens, made on first start (default .local/secrets.json)
  --json             one line of JSON on standard output: url, pushgateway, clients with tokens
  --quiet            show refusals and warnings only
  --help             this text
`;

/** Reads the command line of `npm start`. The error is one line for the terminal. */
export const parseStartFlags = (args: readonly string[]): Result<StartFlags | "help", string> => {
  const { values, tokens } = parse(args);
  for (const token of tokens) {
    const issue = findIssue(token);
    if (issue !== undefined) {
      return err(issue);
    }
  }
  if (values.help === true) {
    return ok("help");
  }
  return toFlags(values as Values);
};

interface Values {
  readonly port: string;
  readonly config: string;
  readonly pushgateway?: string;
  readonly store?: string;
  readonly secrets: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Not strict, so that a issue gets a suggestion instead of an exception. */
const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });

type Token = ReturnType<typeof parse>["tokens"][number];

const findIssue = (token: Token): string | undefined => {
  if (token.kind === "option-terminator") {
    return undefined;
  }
  if (token.kind === "positional") {
    return `unexpected ${JSON.stringify(token.value)}; every setting is a flag, see --help`;
  }
  if (!Object.hasOwn(OPTIONS, token.name)) {
    return describeUnknown(token.rawName);
  }
  const { type } = OPTIONS[token.name as keyof typeof OPTIONS];
  if (type === "boolean") {
    return token.value === undefined ? undefined : `${token.rawName} takes no value`;
  }
  return token.value === undefined || token.value === "" ? `${token.rawName} needs a value` : undefined;
};

const describeUnknown = (rawName: string): string => {
  const near = suggest(rawName.replace(/^-+/, ""), Object.keys(OPTIONS));
  const advice = near === undefined ? "see --help" : `did you mean --${near}?`;
  return `unknown flag ${rawName}; ${advice}`;
};

const toFlags = ({
  port,
  config,
  pushgateway,
  store,
  secrets,
  json,
  quiet,
}: Values): Result<StartFlags, string> => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return err(`--port takes a number from 0 to 65535, not ${JSON.stringify(port)}`);
  }
  if (pushgateway !== undefined && !isHttpUrl(pushgateway)) {
    return err(`--pushgateway takes a URL such as http://localhost:9091, not ${JSON.stringify(pushgateway)}`);
  }
  return ok({
    port: Number(port),
    configFile: config,
    pushgatewayUrl: pushgateway,
    secretsFile: secrets,
    storeFile: store,
    requests: quiet ? "quiet" : "shown",
    output: json ? "json" : "text",
  });
};

const isHttpUrl = (text: string): boolean => ["http:", "https:"].includes(URL.parse(text)?.protocol ?? "");
