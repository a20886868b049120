import { styleText } from "node:util";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { watchConfig } from "./config-watch.ts";
import { describeStartError } from "./describe-start-error.ts";
import { hideCredential } from "./find-pushgateway.ts";
import { createLineLog, type WriteLine } from "./line-log.ts";
import { type ShownSystem, startShownSystem } from "./local-console.ts";
import type { LocalSystem } from "./local-system.ts";
import { onNpmExit } from "./npm-parent.ts";
import { openBrowser } from "./open-browser.ts";
import type { ServedRequest } from "./served-request.ts";
import type { StartFlags } from "./start-flags.ts";
import { introduce } from "./terminal/banner.ts";
import { foldText } from "./terminal/fold.ts";
import { type KeyActions, listenForKeys, suspendJob, toClipboardSequence } from "./terminal/keys.ts";
import { createRequestLog, type RequestLog } from "./terminal/request-log.ts";
import { type Paint, styleLine } from "./terminal-style.ts";

/** Runs until a signal or the key q ends it. If it ends for another reason, returns a text for the terminal. */
export const start = async (flags: StartFlags): Promise<string | undefined> => {
  const config = loadConfigOrText(flags.configFile);
  if (!config.ok) {
    return config.error;
  }
  const { ended, end } = waitForEnd();
  const log = createLineLog((line) => process.stderr.write(fold(styleLine(line, paint))), Date.now);
  const requestLog = createRequestLog(
    { maxRefusedPerSecond: isTerminal() ? 5 : 25 },
    { write: log, now: Date.now, schedule: scheduleUnreferenced },
  );
  try {
    const searchPath = process.env["PATH"] ?? "";
    const onRequest = chooseRequests(flags, requestLog);
    const system = await startShownSystem({ ...flags, config: config.value, searchPath, log, onRequest });
    const { text, examplePush, scrapeConfig } = introduce(
      system,
      config.value,
      flags,
      isTerminal() ? process.stderr.columns : undefined,
    );
    process.stdout.write(flags.output === "json" ? toJsonLine(system) : text);
    const use = (changed: ProxyConfig): Promise<void> => reload(changed, config.value, system, flags, log);
    const watch = watchConfig(flags.configFile, use, log);
    const keys = isTerminal()
      ? listenForKeys(
          process.stdin,
          toKeyActions({ consoleUrl: system.consoleUrl, examplePush, scrapeConfig, reload: watch.look, end }),
          { quit: end, suspend: suspendJob },
        )
      : undefined;
    await ended;
    keys?.close();
    watch.close();
    requestLog.close();
    const kept = await system.close();
    if (flags.output === "text") {
      log(`stopped; ${kept}`);
    }
  } catch (error) {
    return describeStartError(error);
  }
  // Ends the process even if a connection is still open.
  return process.exit();
};

/** Wrapped lines are indented by the width of the time. */
const fold = (text: string): string =>
  isTerminal() ? foldText(text, process.stderr.columns, "12:34:56 ".length) : text;

const isTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** With `--json` and `--quiet` only refusals are printed. The console shows all. */
const chooseRequests =
  ({ output, requests }: StartFlags, log: RequestLog) =>
  (request: ServedRequest): void => {
    if (request.answer.statusCode >= 400 || (output === "text" && requests === "shown")) {
      log.show(request);
    }
  };

const scheduleUnreferenced = (run: () => void, ms: number): (() => void) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};

const toKeyActions = ({
  consoleUrl,
  examplePush,
  scrapeConfig,
  reload: look,
  end,
}: KeyPorts): KeyActions => ({
  o: () => void openBrowser(consoleUrl),
  c: () => {
    if (examplePush !== undefined) {
      process.stderr.write(
        `${toClipboardSequence(examplePush)}copied. If your terminal does not support that, copy it from here:\n\n  ${examplePush}\n\n`,
      );
    }
  },
  s: () => void process.stderr.write(`\n${scrapeConfig}\n`),
  r: look,
  q: end,
});

interface KeyPorts {
  readonly consoleUrl: string;
  readonly examplePush: string | undefined;
  readonly scrapeConfig: string;
  readonly reload: () => void;
  readonly end: () => void;
}

/** Prints the tokens of new clients, here or at the start, and never again. */
const reload = async (
  config: ProxyConfig,
  started: ProxyConfig,
  system: LocalSystem,
  { configFile, pushgatewayUrl }: StartFlags,
  log: WriteLine,
): Promise<void> => {
  // Its Pushgateway is chosen at the start, and no other key is read only then.
  const isLate =
    pushgatewayUrl === undefined && (config.pushgateway === "none") !== (started.pushgateway === "none");
  const made = await system.reload(config);
  const tokens = made.map(({ id, token }) => `client ${id} is new and has token ${token}`);
  const except = isLate ? ", except pushgateway: end npm start and start it again for that" : "";
  log([`${configFile} was read again and is in use${except}`, ...tokens].join("; "));
};

/** Only on a terminal, and not with NO_COLOR: `styleText` checks the stream. */
const paint: Paint = (style, text) => styleText(style, text, { stream: process.stderr });

/**
 * `ended` resolves at the first signal, even if it comes during the start, or when `end` is called. A second signal
 * does not wait.
 */
const waitForEnd = (): { readonly ended: Promise<void>; readonly end: () => void } => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
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
  // The terminal was closed, or the reader of the log has ended.
  process.on("SIGHUP", end);
  process.stderr.once("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") {
      end();
    }
  });
  onNpmExit(end);
  return { ended, end };
};

const toJsonLine = ({ url, consoleUrl, pushgateway, clients }: ShownSystem): string => {
  const shown = { ...pushgateway, url: hideCredential(pushgateway.url) };
  return `${JSON.stringify({ url, pushgateway: shown, clients, console: { url: consoleUrl } })}\n`;
};
