import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createRemoteWriteReceiver,
  NO_AUTHORIZATION,
} from "../../lambda/adapters/remote-write/remote-write-receiver.ts";
import type { ProtocolVersion } from "../../lambda/config/proxy-config.ts";
import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../lambda/destinations/remote-write/times.ts";
import { toLocalTimes } from "../../lambda/store/run-times.ts";
import type { Store } from "../../lambda/store/store.ts";
import type { WriteLine } from "./line-log.ts";

/**
 * The time between two runs. It is short because the user is watching. With many groups runs take a tenth of the time,
 * until the pause is too long for a user.
 */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** After a run whose samples were not all stored. */
const PAUSE_AFTER_PROBLEM_MS = 15_000;

/** Groups that are not pushed again are sent in sixteen parts, so that each is sent once in four minutes. */
const REFRESH_EVERY_MS = 15_000;
const REFRESH_RUNS = 16;

const TIMES = {
  ...REMOTE_WRITE_TIMES,
  everyMs: REFRESH_EVERY_MS,
  requestMs: 5_000,
  // There is one clock, and a write ends with its call. This is the longest time of a push.
  marginMs: toLocalTimes(0).actMs,
  // Only a receiver that refuses a request gets halves of it.
  halvingPauseMs: 10_000,
};

const DESTINATION = {
  name: "local",
  refreshRuns: REFRESH_RUNS,
  jobs: ["*"],
  neverRefresh: [],
  externalLabels: {},
  shards: 1,
} as const;

export interface LocalReceiver {
  readonly url: string;
  readonly protocol: ProtocolVersion;
}

export interface LocalRemoteWriteOptions {
  /** Undefined: nothing is sent. */
  readonly remoteWrite?: LocalReceiver | undefined;
  readonly log: WriteLine;
  readonly onRemoteWrite?: (report: RemoteWriteReport) => void;
}

/** Sends the store to a receiver regularly, in this process. Without a receiver it does nothing. */
export const startLocalRemoteWrite = (
  options: LocalRemoteWriteOptions,
  store: Store,
): { close(): Promise<void> } => {
  const { remoteWrite } = options;
  if (remoteWrite === undefined) {
    return { close: async () => {} };
  }
  const closing = new AbortController();
  const running = runRegularly(remoteWrite, store, options, closing.signal);
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
};

const runRegularly = async (
  { url, protocol }: LocalReceiver,
  store: Store,
  { log, onRemoteWrite }: LocalRemoteWriteOptions,
  closing: AbortSignal,
): Promise<void> => {
  const ports = {
    store,
    receiver: createRemoteWriteReceiver({ url: new URL(url), headers: {}, authorization: NO_AUTHORIZATION }),
    // When the system ends, the time of the current run is over.
    now: () => (closing.aborted ? Number.MAX_SAFE_INTEGER : Date.now()),
    sleep: (ms: number) => sleepUnless(closing, ms),
    random: Math.random,
    createId: randomUUID,
  };
  let told: string | undefined;
  while (!closing.aborted) {
    const report = await runRemoteWrite({ ...DESTINATION, protocol }, 0, ports, TIMES);
    onRemoteWrite?.(report);
    const line = describeReport(report);
    if (line !== told && line !== undefined) {
      log(`warning: ${line}`);
    }
    told = line;
    await sleepUnless(closing, line === undefined ? toPauseMs(report) : PAUSE_AFTER_PROBLEM_MS);
  }
};

/** A run that has waited for its receiver has not used the machine, and there are newer values by now. */
export const toPauseMs = ({ tookMs, problem }: Pick<RemoteWriteReport, "tookMs" | "problem">): number =>
  problem === undefined ? Math.min(Math.max(PAUSE_MS, 9 * tookMs), LONGEST_PAUSE_MS) : PAUSE_MS;

const sleepUnless = async (signal: AbortSignal, ms: number): Promise<void> => {
  await sleep(Math.max(ms, 0), undefined, { signal }).catch(() => {});
};

/** The text for the terminal; undefined if there is no problem. */
export const describeReport = ({
  outcome,
  problem,
  dropped,
  unsent,
}: RemoteWriteReport): string | undefined => {
  if (outcome === "held") {
    return HELD;
  }
  const givenUp = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  if (outcome === "complete" && givenUp === 0) {
    return undefined;
  }
  const facts = [
    ...(givenUp > 0 ? [`${givenUp} samples were refused`] : []),
    ...(unsent > 0 ? [`${unsent} samples are sent with the next run`] : []),
    ...(problem === undefined ? [] : [`the receiver said: ${problem}${adviseOn(problem)}`]),
  ];
  return `remote write: the run is ${outcome}${facts.length > 0 ? `; ${facts.join("; ")}` : ""}`;
};

const HELD = `remote write: another npm start with this store may still be sending, or one was killed while it sent; runs continue once its time is over, ${TIMES.leaseMs / 1_000} s after it began at most`;

/** The fix, if the status that the answer begins with tells it. */
const adviseOn = (problem: string): string => {
  if (/^40[13]\b/.test(problem)) {
    return " (it wants a credential, and npm start sends none: use a receiver on this machine without one)";
  }
  return /^(3\d\d|404|405)\b/.test(problem) ? " (check the URL of --remote-write, and its path)" : "";
};
