import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createRemoteWriteReceiver, NO_AUTHORIZATION } from "../../lambda/adapters/remote-write-receiver.ts";
import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../lambda/destinations/remote-write/times.ts";
import type { Store } from "../../lambda/store/store.ts";
import type { WriteLine } from "./line-log.ts";

/** More often than deployed: whoever tries it is looking. */
const EVERY_MS = 15_000;

const REQUEST_MS = 5_000;

/** Four minutes. */
const REFRESH_RUNS = 16;

const DESTINATION = {
  name: "local",
  protocol: "1.0",
  refreshRuns: REFRESH_RUNS,
  jobs: ["*"],
  neverRefresh: [],
  externalLabels: {},
  shards: 1,
} as const;

/** Writes the store to a receiver from time to time, in this process. Without a URL it does nothing. */
export const startLocalRemoteWrite = (
  url: string | undefined,
  store: Store,
  log: WriteLine,
): { close(): Promise<void> } => {
  if (url === undefined) {
    return { close: async () => {} };
  }
  const closing = new AbortController();
  const running = runRegularly(new URL(url), store, log, closing.signal);
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
};

const runRegularly = async (url: URL, store: Store, log: WriteLine, closing: AbortSignal): Promise<void> => {
  const ports = {
    store,
    receiver: createRemoteWriteReceiver({ url, headers: {}, authorization: NO_AUTHORIZATION }),
    // The time of a run that is under way is over when the system ends.
    now: () => (closing.aborted ? Number.MAX_SAFE_INTEGER : Date.now()),
    sleep: (ms: number) => sleepUnless(closing, ms),
    random: Math.random,
    createId: randomUUID,
  };
  const times = { ...REMOTE_WRITE_TIMES, everyMs: EVERY_MS, requestMs: REQUEST_MS };
  let told: string | undefined;
  while (!closing.aborted) {
    const report = await runRemoteWrite(DESTINATION, 0, ports, times);
    const line = describeReport(report);
    if (line !== told && line !== undefined) {
      log(`warning: ${line}`);
    }
    told = line;
    await sleepUnless(closing, EVERY_MS - report.tookMs);
  }
};

const sleepUnless = async (signal: AbortSignal, ms: number): Promise<void> => {
  await sleep(Math.max(ms, 0), undefined, { signal }).catch(() => {});
};

/** What the terminal is told; undefined: all is well. */
export const describeReport = ({
  outcome,
  problem,
  dropped,
  unsent,
}: RemoteWriteReport): string | undefined => {
  const givenUp = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  if (outcome === "complete" && givenUp === 0) {
    return undefined;
  }
  const facts = [
    ...(givenUp > 0 ? [`${givenUp} samples were refused`] : []),
    ...(unsent > 0 ? [`${unsent} samples are sent with the next run`] : []),
    ...(problem === undefined ? [] : [`the receiver said: ${problem}`]),
  ];
  return `remote write: the run is ${outcome}${facts.length > 0 ? `; ${facts.join("; ")}` : ""}`;
};
