import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type FileLock, takeFileLock } from "../../lambda/adapters/file-lock.ts";
import type { GroupStore } from "../../lambda/store/store.ts";
import { OWNER_TIMEOUT_MS } from "./data-file-lock.ts";
import { startPageServer } from "./page-server.ts";
import { choosePort } from "./pushgateway-port.ts";
import {
  FOUND_PERSISTED_MS,
  type RunningPushgateway,
  startPushgatewayProcess,
} from "./pushgateway-process.ts";
import { DEFAULT_PERSISTED_MS, fetchStatus } from "./pushgateway-status.ts";

/** Prometheus' target behind the local system: a Pushgateway, or the page from the store (`embedded`). */
export interface LocalPushgateway extends RunningPushgateway {
  readonly kind: "given" | "found" | "embedded";
  /** The target of relays; undefined: there is no Pushgateway. */
  readonly relayUrl: string | undefined;
  /** Whether it did not answer at the start, which was reported. */
  readonly isSilent: boolean;
  /** How old its file can be while it runs; 0 if it has none. */
  readonly persistedMs: number;
}

export interface PushgatewaySettings {
  /** The URL of a running one; undefined to find one. `none`: never use one. */
  readonly givenUrl: string | "none" | undefined;
  /** The groups to show if there is no Pushgateway. */
  readonly groups: Pick<GroupStore, "scan" | "read">;
  /** The store that is relayed to it. */
  readonly storeFile: string;
  /** The preferred port of one that is started here; 0: any. */
  readonly port: number;
  /** The data file of one that is started here; undefined: it keeps its data in memory only. */
  readonly dataFile: string | undefined;
  /** Directories to search for an executable, as in the environment's PATH. */
  readonly searchPath: string;
  /** The end of a warning: what happens to pushes while it does not answer. */
  readonly whileSilent: string;
  readonly warn: (text: string) => void;
}

/** The given one, else an installed one, else the page from the store. */
export const findPushgateway = async (settings: PushgatewaySettings): Promise<LocalPushgateway> => {
  const { givenUrl } = settings;
  if (givenUrl !== undefined && givenUrl !== "none") {
    return useGiven(givenUrl, settings);
  }
  const executable = givenUrl === "none" ? undefined : findExecutable(settings.searchPath);
  const started = await (executable === undefined ? servePage(settings) : useFound(executable, settings));
  warnOfOtherPort(started.url, settings);
  return started;
};

const useGiven = async (
  url: string,
  { warn, whileSilent }: PushgatewaySettings,
): Promise<LocalPushgateway> => {
  const status = await fetchStatus(url);
  if (!status.ok) {
    warn(`the Pushgateway at ${hideCredential(url)} ${status.error}; ${whileSilent}`);
  } else if (status.value.isChecking) {
    warn(
      `the Pushgateway at ${hideCredential(url)} compares every push with all of its groups, which makes pushes slow; ` +
        "start it with --push.disable-consistency-check: the proxy keeps pushes consistent",
    );
  }
  return {
    url,
    relayUrl: url,
    kind: "given",
    file: undefined,
    isOwn: () => true,
    isSilent: !status.ok,
    persistedMs: status.ok ? status.value.persistedMs : DEFAULT_PERSISTED_MS,
    close: async () => {},
  };
};

const useFound = async (
  executable: string,
  { storeFile, port, dataFile, warn }: PushgatewaySettings,
): Promise<LocalPushgateway> => {
  const lock = await lockStore(storeFile);
  try {
    const started = await startPushgatewayProcess({ executable, port, dataFile, warn });
    return {
      ...started,
      relayUrl: started.url,
      kind: "found",
      isSilent: false,
      persistedMs: dataFile === undefined ? 0 : FOUND_PERSISTED_MS,
      close: async () => {
        await started.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
};

/** To the sweep, two Pushgateways of one store look like one that restarts again and again. */
const lockStore = async (storeFile: string): Promise<FileLock> => {
  const lock = await takeFileLock(`${storeFile}.pushgateway.lock`, OWNER_TIMEOUT_MS);
  if (lock === undefined) {
    throw new Error(
      `another npm start has started a Pushgateway for the store ${storeFile}; use that one (--pushgateway URL), or choose another store: npm start -- --store FILE`,
    );
  }
  return lock;
};

const servePage = async ({ port, groups }: PushgatewaySettings): Promise<LocalPushgateway> => {
  const served = await startPageServer(groups, await choosePort(port));
  return {
    ...served,
    relayUrl: undefined,
    kind: "embedded",
    file: undefined,
    isOwn: () => true,
    isSilent: false,
    persistedMs: 0,
  };
};

const warnOfOtherPort = (url: string, { port, warn }: PushgatewaySettings): void => {
  const actual = Number(new URL(url).port);
  if (port !== 0 && actual !== port) {
    warn(`port ${port} is in use, so the page is at ${url}/metrics: point Prometheus to this address`);
  }
};

/** Upstream's name, then Debian's. */
const NAMES = process.platform === "win32" ? ["pushgateway.exe"] : ["pushgateway", "prometheus-pushgateway"];

const findExecutable = (searchPath: string): string | undefined => {
  const directories = searchPath.split(delimiter).filter((directory) => directory !== "");
  const candidates = NAMES.flatMap((name) => directories.map((directory) => join(directory, name)));
  return candidates.find(isExecutable);
};

export const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The address of a Pushgateway without its credential. */
export const hideCredential = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, "")}`;
};
