import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { startEmbeddedPushgateway } from "./embedded-pushgateway/embedded-pushgateway.ts";
import { choosePort } from "./pushgateway-port.ts";
import { type RunningPushgateway, startPushgatewayProcess } from "./pushgateway-process.ts";
import { fetchStatus } from "./pushgateway-status.ts";

/** The Pushgateway behind the local system. */
export interface LocalPushgateway extends RunningPushgateway {
  readonly kind: "given" | "found" | "embedded";
  /** Whether it checks pushes against each other itself, so that the registry need not. */
  readonly isChecking: boolean;
}

export interface PushgatewaySettings {
  /** One that runs already; undefined to find or embed one. */
  readonly givenUrl: string | undefined;
  /** `pushgateway`: one that is started here is started with its own check on. */
  readonly consistency: "registry" | "pushgateway";
  /** Where one that is started here listens, unless that port is taken; 0: anywhere. */
  readonly port: number;
  /** Where one that is started here keeps its data; undefined: in memory only. */
  readonly dataFile: string | undefined;
  /** Directories to look for an executable in, as in the environment's PATH. */
  readonly searchPath: string;
  readonly warn: (text: string) => void;
}

/** The one that is given, else one that is installed, else the embedded one. */
export const findPushgateway = async (settings: PushgatewaySettings): Promise<LocalPushgateway> => {
  if (settings.givenUrl !== undefined) return useGiven(settings.givenUrl, settings);
  const executable = findExecutable(settings.searchPath);
  const started = await (executable === undefined ? useEmbedded(settings) : useFound(executable, settings));
  warnOfOtherPort(started.url, settings);
  return started;
};

const useGiven = async (
  url: string,
  { consistency, warn }: PushgatewaySettings,
): Promise<LocalPushgateway> => {
  const status = await fetchStatus(url);
  if (status === undefined)
    warn(`the Pushgateway at ${hideCredential(url)} does not answer; pushes get 503 until it does`);
  const isChecking = status?.isChecking ?? consistency === "pushgateway";
  if (isChecking && consistency === "registry") {
    warn(
      `the Pushgateway at ${hideCredential(url)} checks every push against all that is stored, which makes pushes slow; ` +
        "start it with --push.disable-consistency-check, and the proxy will keep pushes consistent. " +
        "For this run its check is used instead of the registry (consistency: pushgateway)",
    );
  }
  if (!isChecking && consistency === "pushgateway") {
    warn(
      "the configuration says consistency: pushgateway, but this Pushgateway has its check off; the registry is used for this run",
    );
  }
  return { url, kind: "given", isChecking, close: async () => {} };
};

const useFound = async (executable: string, settings: PushgatewaySettings): Promise<LocalPushgateway> => {
  const isChecking = settings.consistency === "pushgateway";
  const { port, dataFile, warn } = settings;
  const running = await startPushgatewayProcess({ executable, isChecking, port, dataFile, warn });
  return { ...running, kind: "found", isChecking };
};

const useEmbedded = async ({ consistency, port, warn }: PushgatewaySettings): Promise<LocalPushgateway> => {
  if (consistency === "pushgateway") {
    warn(
      "the configuration says consistency: pushgateway, but the embedded Pushgateway has no check; the registry is used for this run",
    );
  }
  const embedded = await startEmbeddedPushgateway(await choosePort(port), Date.now);
  return { ...embedded, kind: "embedded", isChecking: false };
};

const warnOfOtherPort = (url: string, { port, warn }: PushgatewaySettings): void => {
  const actual = Number(new URL(url).port);
  if (port !== 0 && actual !== port) {
    warn(`port ${port} is in use, so the Pushgateway is at ${url}: that is what Prometheus must scrape`);
  }
};

/** As upstream names it, then as Debian does. */
const NAMES = process.platform === "win32" ? ["pushgateway.exe"] : ["pushgateway", "prometheus-pushgateway"];

const findExecutable = (searchPath: string): string | undefined => {
  const directories = searchPath.split(delimiter).filter((directory) => directory !== "");
  const candidates = NAMES.flatMap((name) => directories.map((directory) => join(directory, name)));
  return candidates.find(isExecutable);
};

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const hideCredential = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};
