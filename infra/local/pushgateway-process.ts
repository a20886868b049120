import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DataFileLock, lockDataFile } from "./data-file-lock.ts";
import { hasEnded, keepRunning, stopProcess } from "./keep-running.ts";
import { createPushgatewayLog } from "./pushgateway-log.ts";
import { choosePort } from "./pushgateway-port.ts";
import { fetchStatus } from "./pushgateway-status.ts";

export interface RunningPushgateway {
  readonly url: string;
  /** Its `--persistence.file`. Undefined: it was not started here. */
  readonly file: string | undefined;
  /** Whether it listens itself. While it is started again, another program can take its port. */
  isOwn(): boolean;
  /** Stops it if it was started here. */
  close(): Promise<void>;
}

export interface PushgatewayProcessSettings {
  readonly executable: string;
  /** The preferred port; another one is used if it is not free. 0 means any. */
  readonly port: number;
  /** Undefined: nothing is kept. */
  readonly dataFile: string | undefined;
  readonly warn: (text: string) => void;
}

/** How old the file of one that is started here can be: its interval plus the time to write. */
export const FOUND_PERSISTED_MS = 65_000;

const READY_TIMEOUT_MS = 10_000;
/** Another process can take a free port before the child uses it. */
const MAX_TRIES = 3;

/**
 * Starts an installed Pushgateway on loopback, waits until it is ready, and restarts it at the same address whenever it
 * ends by itself. Its data file is locked until it is closed.
 */
export const startPushgatewayProcess = async (
  settings: PushgatewayProcessSettings,
): Promise<RunningPushgateway> => {
  const { dataFile, warn } = settings;
  const lock = dataFile === undefined ? NO_LOCK : await lockDataFile(dataFile, warn);
  const start = (url: string): ChildProcess => {
    const child = spawnPushgateway(url, settings);
    if (child.pid !== undefined) {
      lock.noteWriter(child.pid);
    }
    return child;
  };
  try {
    const { url, child } = await startOnFreePort(start, settings);
    let own = child;
    const restart = (): ChildProcess => {
      const next = start(url);
      void isReadyAgain(url, next, settings).then((isReady) => {
        own = isReady ? next : own;
      });
      return next;
    };
    const kept = keepRunning(child, restart, warn);
    return {
      url,
      file: toPersistenceFile(dataFile),
      isOwn: () => !hasEnded(own),
      close: async () => {
        await kept.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
};

const NO_LOCK: DataFileLock = { noteWriter: () => {}, release: () => {} };

const startOnFreePort = async (
  start: (url: string) => ChildProcess,
  { port, executable, dataFile }: PushgatewayProcessSettings,
): Promise<{ readonly url: string; readonly child: ChildProcess }> => {
  for (let tries = 1; ; tries++) {
    const url = `http://127.0.0.1:${await choosePort(port)}`;
    const child = start(url);
    if (await isReadyInTime(url, child, toPersistenceFile(dataFile))) {
      return { url, child };
    }
    await stopProcess(child);
    if (tries === MAX_TRIES) {
      throw new Error(`${executable} does not start`);
    }
  }
};

const spawnPushgateway = (
  url: string,
  { executable, dataFile, warn }: PushgatewayProcessSettings,
): ChildProcess => {
  const child = spawn(executable, toArguments(url, dataFile), {
    // A separate process group: Ctrl-C must not stop it before requests in flight are done.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...PUSHGATEWAY_ENVIRONMENT, ...process.env },
  });
  child.on("error", (error) => warn(`${executable}: ${error.message}`));
  const log = createPushgatewayLog(warn, () => performance.now());
  child.stderr?.setEncoding("utf8").on("data", (text: string) => log(text.trimEnd()));
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("close", () => process.off("exit", kill));
  return child;
};

/**
 * Go's garbage collector then runs half as often. With 10,000 groups of the sample a push takes 56 in place of 74 us of
 * the Pushgateway's processor time, and its memory peaks at 780 in place of 470 MB.
 */
export const PUSHGATEWAY_ENVIRONMENT = { GOGC: "200" } as const;

const toArguments = (url: string, dataFile: string | undefined): readonly string[] => {
  if (dataFile !== undefined) {
    mkdirSync(dirname(dataFile), { recursive: true });
  }
  return [
    `--web.listen-address=${new URL(url).host}`,
    // Without the flag Debian's build keeps the data of all instances in one file.
    `--persistence.file=${toPersistenceFile(dataFile)}`,
    "--persistence.interval=1m",
    // At `info`, groups that differ in a HELP text cost megabytes of log per scrape.
    "--log.level=warn",
    "--push.disable-consistency-check",
  ];
};

/** Absolute, so that no two systems have the same. */
const toPersistenceFile = (dataFile: string | undefined): string =>
  dataFile === undefined ? "" : resolve(dataFile);

const isReadyInTime = async (url: string, child: ChildProcess, file: string): Promise<boolean> => {
  // At the start of a machine its clock may be set.
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline && !hasEnded(child)) {
    if (await isReady(url, file)) {
      return !hasEnded(child);
    }
    await sleep(20);
  }
  return false;
};

/** Says what to do if another program has its port, so that it ends. */
const isReadyAgain = async (
  url: string,
  child: ChildProcess,
  { dataFile, warn }: PushgatewayProcessSettings,
): Promise<boolean> => {
  while (!hasEnded(child)) {
    if (await isReadyInTime(url, child, toPersistenceFile(dataFile))) {
      return true;
    }
  }
  const port = Number(new URL(url).port);
  if ((await choosePort(port)) !== port) {
    warn(
      `another program has taken port ${port} of the Pushgateway, and gets nothing from here: end that program, or end npm start and start it again`,
    );
  }
  return false;
};

/** A Pushgateway with another file is that of another system, which has taken the port. */
const isReady = async (url: string, file: string): Promise<boolean> => {
  const status = await fetchStatus(url);
  return status.ok && status.value.file === file;
};
