import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { choosePort } from "./pushgateway-port.ts";

export interface RunningPushgateway {
  readonly url: string;
  /** Stops it if it was started here. */
  close(): Promise<void>;
}

export interface PushgatewayProcessSettings {
  readonly executable: string;
  readonly isChecking: boolean;
  /** Preferred; another is taken where this one is not free. 0 prefers none. */
  readonly port: number;
  /** Undefined: nothing is kept. */
  readonly dataFile: string | undefined;
  readonly warn: (text: string) => void;
}

const READY_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;
/** Between finding a free port and its use by the child another process can take it. */
const MAX_TRIES = 3;

/** Starts an installed Pushgateway on the loopback interface and waits until it is ready. */
export const startPushgatewayProcess = async (
  settings: PushgatewayProcessSettings,
): Promise<RunningPushgateway> => {
  for (let tries = 1; ; tries++) {
    const url = `http://127.0.0.1:${await choosePort(settings.port)}`;
    const child = spawnPushgateway(url, settings);
    if (await isReadyInTime(url, child)) return { url, close: () => stop(child) };
    await stop(child);
    if (tries === MAX_TRIES) throw new Error(`${settings.executable} does not start`);
  }
};

const spawnPushgateway = (
  url: string,
  { executable, isChecking, dataFile, warn }: PushgatewayProcessSettings,
): ChildProcess => {
  const child = spawn(executable, toArguments(url, isChecking, dataFile), {
    // Its own process group: Ctrl-C must not stop it before requests in flight are done.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.on("error", (error) => warn(`${executable}: ${error.message}`));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => warn(`pushgateway: ${text.trimEnd()}`));
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
};

const toArguments = (url: string, isChecking: boolean, dataFile: string | undefined): readonly string[] => {
  if (dataFile !== undefined) mkdirSync(dirname(dataFile), { recursive: true });
  return [
    `--web.listen-address=${new URL(url).host}`,
    // Without the flag Debian's build keeps its data in one file for all instances.
    `--persistence.file=${dataFile ?? ""}`,
    "--persistence.interval=1m",
    // At `info` groups that differ in a HELP text cost megabytes of log a scrape.
    "--log.level=warn",
    ...(isChecking ? [] : ["--push.disable-consistency-check"]),
  ];
};

const isReadyInTime = async (url: string, child: ChildProcess): Promise<boolean> => {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline && !hasEnded(child)) {
    if (await isReady(url)) return !hasEnded(child);
    await sleep(20);
  }
  return false;
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/-/ready`)).ok;
  } catch {
    return false;
  }
};

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

const stop = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
};
