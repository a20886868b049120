import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type FileLock, takeFileLock } from "../../lambda/adapters/file-lock.ts";
import {
  createRemoteWriteReceiver,
  NO_AUTHORIZATION,
} from "../../lambda/adapters/remote-write/remote-write-receiver.ts";
import type { ProtocolVersion } from "../../lambda/config/proxy-config.ts";
import { classifyAnswer, describeAnswer } from "../../lambda/destinations/remote-write/classify-answer.ts";
import { endLease } from "../../lambda/destinations/remote-write/lease.ts";
import type { RemoteWriteReceiver } from "../../lambda/destinations/remote-write/receiver.ts";
import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../lambda/destinations/remote-write/times.ts";
import { during } from "../../lambda/model/outage.ts";
import { toLocalTimes } from "../../lambda/store/run-times.ts";
import { type Store, StoreOutage } from "../../lambda/store/store.ts";
import type { WriteLine } from "./line-log.ts";
import { describeReport, describeRetry, TAKEN_AGAIN } from "./remote-write-lines.ts";

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
  /** Called with the problem, or undefined if everything was sent: after each run, and at retries during a run. */
  readonly onRemoteWrite?: (problem: string | undefined) => void;
}

export interface SentStore {
  readonly store: Store;
  readonly storeFile: string;
}

/** Sends the store to a receiver regularly, in this process. Without a receiver it does nothing. */
export const startLocalRemoteWrite = (
  options: LocalRemoteWriteOptions,
  sent: SentStore,
): { close(): Promise<void> } => {
  const { remoteWrite } = options;
  if (remoteWrite === undefined) {
    return { close: async () => {} };
  }
  const closing = new AbortController();
  const running = runRegularly(remoteWrite, sent, options, closing.signal);
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
};

const runRegularly = async (
  { url, protocol }: LocalReceiver,
  { store, storeFile }: SentStore,
  { log, onRemoteWrite }: LocalRemoteWriteOptions,
  closing: AbortSignal,
): Promise<void> => {
  const tell = createTeller(log);
  const receiver = createRemoteWriteReceiver({
    url: new URL(url),
    headers: {},
    authorization: NO_AUTHORIZATION,
  });
  const ports = {
    store,
    receiver: withRetriesTold(receiver, (problem) => onRemoteWrite?.(tell.retry(problem))),
    // When the system ends, the time of the current run is over.
    now: () => (closing.aborted ? Number.MAX_SAFE_INTEGER : Date.now()),
    sleep: (ms: number) => sleepUnless(closing, ms),
    random: Math.random,
    createId: randomUUID,
  };
  let lock: FileLock | undefined;
  while (!closing.aborted) {
    lock ??= await takeOver(storeFile, store);
    const report = await runRemoteWrite({ ...DESTINATION, protocol }, 0, ports, TIMES);
    const problem = tell.run(report);
    onRemoteWrite?.(problem);
    await sleepUnless(closing, problem === undefined ? toPauseMs(report) : PAUSE_AFTER_PROBLEM_MS);
  }
  lock?.release();
};

/**
 * Undefined if another process sends this store. The operating system releases the lock of a process that ends, however
 * it ends. So with the lock, any lease is that of an ended process, and need not expire.
 */
const takeOver = async (storeFile: string, { contracts }: Store): Promise<FileLock | undefined> => {
  const lock = await takeFileLock(`${storeFile}.remote-write.lock`, 0).catch(() => undefined);
  if (lock !== undefined) {
    await endLease({ destination: DESTINATION.name, shard: 0 }, contracts).catch(
      during(StoreOutage, undefined),
    );
  }
  return lock;
};

/** By then the pauses between attempts have lasted for more than a second. */
const TOLD_ATTEMPT = 3;
/** A wait for an answer, or one that the receiver asks for, is told if it is this long. */
const TOLD_WAIT_MS = 2_000;

const withRetriesTold = (
  receiver: RemoteWriteReceiver,
  tell: (problem: string) => void,
): RemoteWriteReceiver => ({
  ...receiver,
  send: async (request) => {
    const startMs = performance.now();
    const answer = await receiver.send(request);
    const demand = classifyAnswer(answer, request.protocol);
    if (demand.kind === "again") {
      const waitMs = Math.max(performance.now() - startMs, demand.afterMs ?? 0);
      if (request.attempt >= TOLD_ATTEMPT || waitMs >= TOLD_WAIT_MS) {
        tell(describeAnswer(answer));
      }
    }
    return answer;
  },
});

/** Tells each problem once until another one comes, or none. Returns the text of the problem. */
const createTeller = (log: WriteLine) => {
  let toldRun: string | undefined;
  let toldRetry: string | undefined;
  return {
    retry: (problem: string): string => {
      const line = describeRetry(problem);
      if (line !== toldRetry) {
        log(`warning: ${line}`);
      }
      toldRetry = line;
      return line;
    },
    run: (report: RemoteWriteReport): string | undefined => {
      const line = describeReport(report, Date.now());
      if (line !== undefined && line !== toldRun) {
        log(`warning: ${line}`);
      }
      if (line === undefined && toldRetry !== undefined) {
        log(TAKEN_AGAIN);
      }
      toldRun = line;
      toldRetry = report.unsent > 0 ? toldRetry : undefined;
      return line;
    },
  };
};

/** A run that has waited for its receiver has not used the machine, and there are newer values by now. */
export const toPauseMs = ({ tookMs, problem }: Pick<RemoteWriteReport, "tookMs" | "problem">): number =>
  problem === undefined ? Math.min(Math.max(PAUSE_MS, 9 * tookMs), LONGEST_PAUSE_MS) : PAUSE_MS;

const sleepUnless = async (signal: AbortSignal, ms: number): Promise<void> => {
  await sleep(Math.max(ms, 0), undefined, { signal }).catch(() => {});
};
