import type { Part } from "../../console/api.ts";
import type { ConsoleSource } from "../../console/server/console-source.ts";
import { keepFor } from "../../console/server/keep-for.ts";
import { createOperatorSource } from "../../console/server/operator-source.ts";
import { readPageFiles } from "../../console/server/page-files.ts";
import { serveConsole } from "../../console/server/serve-console.ts";
import { TrafficLog } from "../../console/server/traffic-log.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import type { SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { readPackageVersion } from "../package-root.ts";
import { placeInConfig } from "./config-place.ts";
import { toPushgatewayPart, toRemoteWritePart } from "./local-parts.ts";
import { type LocalSystem, type LocalSystemOptions, startLocalSystem } from "./local-system.ts";
import { fetchStatus } from "./pushgateway-status.ts";

/** A local system with an open console. */
export interface ShownSystem extends LocalSystem {
  /** With the token. */
  readonly consoleUrl: string;
}

/** The console listens on the next port, or on any free one. Rejects with a message for the terminal. */
export const startShownSystem = async (options: LocalSystemOptions): Promise<ShownSystem> => {
  const seen: Seen = { traffic: new TrafficLog(Date.now) };
  let config = options.config;
  let consoleUrl: string | undefined;
  const system = await startLocalSystem({
    ...options,
    consoleUrl: () => consoleUrl,
    onRequest: (request) => {
      seen.traffic.add(request);
      options.onRequest?.(request);
    },
    onRun: (report) => {
      seen.run = { report, atMs: Date.now() };
    },
    onRemoteWrite: (problem) => {
      seen.remoteWrite = toRemoteWritePart(problem, Date.now());
    },
  });
  const { configFile, port } = options;
  const shown = await serveConsole(
    createLocalSource(system, seen, configFile, () => config),
    {
      port: port === 0 ? 0 : port + 1,
      files: readPageFiles(),
    },
  ).catch(async (error: unknown) => {
    await system.close();
    throw error;
  });
  consoleUrl = shown.url;
  return {
    ...system,
    consoleUrl: shown.url,
    reload: async (changed) => {
      const made = await system.reload(changed);
      config = changed;
      return made;
    },
    close: async () => {
      await shown.close();
      return system.close();
    },
  };
};

/** The activity of the system so far. */
interface Seen {
  readonly traffic: TrafficLog;
  run?: { readonly report: RunReport; readonly atMs: number };
  remoteWrite?: Part;
}

/** Answers about the store are read again after this time while a page is open. */
const FRESH_MS = 2_000;

const createLocalSource = (
  system: LocalSystem,
  seen: Seen,
  configFile: string,
  config: () => ProxyConfig,
): ConsoleSource => {
  // Each open page asks every second.
  const { url, kind } = system.pushgateway;
  const status = keepFor({ now: Date.now, freshMs: FRESH_MS }, async () =>
    kind === "embedded" ? ok(undefined) : fetchStatus(url),
  );
  return createOperatorSource({
    place: "local",
    version: readPackageVersion(),
    pushUrl: system.url,
    configFile,
    mayChange: true,
    config,
    placeOf: (path) => placeInConfig(configFile, path),
    ask: (command) => askSweep(system, command),
    lastRun: async () => seen.run,
    otherParts: async ({ contracts }) => [
      toPushgatewayPart(system.pushgateway, await status(), contracts?.isOpen),
      ...(seen.remoteWrite === undefined ? [] : [seen.remoteWrite]),
    ],
    traffic: seen.traffic,
    readToken: async (id) => (await system.readClients()).find((client) => client.id === id)?.token,
    now: Date.now,
    freshMs: FRESH_MS,
  });
};

const askSweep = async ({ sweep }: LocalSystem, command: SweepCommand): Promise<Result<unknown, string>> => {
  try {
    return ok(await sweep(command));
  } catch (error) {
    return err(`the sweep failed: ${(error as Error).message}; see the terminal of npm start`);
  }
};
