import type { Clock } from "../model/clock.ts";
import { ClaimCache } from "./claim-cache.ts";
import { type DecideSettings, type Decision, decide, find, keysToRead, type OpenClaims } from "./decide.ts";
import { type ItemStore, StoreOutage, type TransactOutcome } from "./item-store.ts";
import { MARK_KEY } from "./items.ts";
import { type Granted, isAllGranted, noteAdoption, openClaims } from "./open-claims.ts";
import { isSafe, isUsable } from "./protocol-times.ts";
import { record } from "./record.ts";
import type { ClaimOutcome, PushClaims, Registry } from "./registry.ts";
import { isMarkFor } from "./seed-mark.ts";

export interface ContractRegistryPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly backOff: BackOff;
  readonly seed: Seed;
}

/** Waits before a transaction is tried again: longer with each attempt (from 1), and at random, so that rivals part. */
export type BackOff = (attempt: number) => Promise<void>;

/** Fills the registry from the Pushgateway. `busy`: somebody else is about it. */
export type Seed = () => Promise<"seeded" | "busy" | "failed">;

export interface ContractRegistrySettings extends DecideSettings {
  readonly trackedLabels: ReadonlySet<string>;
  /** How many claims are remembered. */
  readonly maxCacheEntries: number;
}

const MAX_ATTEMPTS = 10;
const OUTAGE_RETRY_SECONDS = 2;
const SEEDING_RETRY_SECONDS = 5;

/** The registry over a store of items: the protocol of docs/agreement.md, all but the release, which is the sweep's. */
export const createContractRegistry = (
  ports: ContractRegistryPorts,
  settings: ContractRegistrySettings,
): Registry => {
  if (!isSafe(settings.times)) {
    throw new TypeError("these times are not safe: a claim could be released under a push that uses it");
  }
  const cache = new ClaimCache(settings.maxCacheEntries);
  const means = { ...ports, cache, settings };
  return {
    claim: (push) =>
      settle(push, means, async (decision) => {
        const outcome = await record(decision, ports.store);
        if (outcome === "done") {
          remember(push, decision, cache);
        }
        return outcome;
      }),
    check: (push) => settle(push, means, async () => "done"),
  };
};

interface Means extends ContractRegistryPorts {
  readonly cache: ClaimCache;
  readonly settings: ContractRegistrySettings;
}

type Commit = (decision: Decision) => Promise<TransactOutcome>;

const settle = async (push: PushClaims, means: Means, commit: Commit): Promise<ClaimOutcome> => {
  try {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const outcome = await attemptOnce(push, means, commit);
      if (outcome !== "conflict") {
        return outcome;
      }
      await means.backOff(attempt);
    }
    return UNREACHABLE;
  } catch (error) {
    if (error instanceof StoreOutage) {
      return UNREACHABLE;
    }
    throw error;
  }
};

const UNREACHABLE: ClaimOutcome = {
  kind: "unavailable",
  reason: "unreachable",
  retryAfterSeconds: OUTAGE_RETRY_SECONDS,
};

/** `conflict`: somebody else wrote what was read; read again, decide again. */
const attemptOnce = async (
  push: PushClaims,
  means: Means,
  commit: Commit,
): Promise<ClaimOutcome | "conflict"> => {
  const { cache, clock, settings } = means;
  // Before anything is read: a claim is as old as the state that it rests on.
  const nowMs = clock();
  const granted: Granted = { adopted: new Map(), oldestStampMs: nowMs };
  const open = openClaims(push, cache, nowMs, settings.times, granted);
  if (isAllGranted(open) && isUsable(cache.seededMs, nowMs, settings.times)) {
    granted.oldestStampMs = Math.min(granted.oldestStampMs, cache.seededMs);
    return toAgreed(granted, settings);
  }
  return claimOpen(open, granted, nowMs, means, commit);
};

const claimOpen = async (
  open: OpenClaims,
  granted: Granted,
  nowMs: number,
  { cache, settings, store, seed }: Means,
  commit: Commit,
): Promise<ClaimOutcome | "conflict"> => {
  const items = await store.read([MARK_KEY, ...keysToRead(open)]);
  if (!isMarkFor(find(items, MARK_KEY, "mark")?.item, settings.trackedLabels)) {
    return (await seed()) === "seeded" ? "conflict" : SEEDING;
  }
  cache.rememberSeeded(nowMs);
  const decision = decide(open, items, nowMs, settings);
  if (decision.conflicts.length > 0) {
    return { kind: "conflict", conflicts: decision.conflicts };
  }
  if (decision.group?.kind === "refused") {
    return decision.group.outcome;
  }
  if ((await commit(decision)) === "conflict") {
    return "conflict";
  }
  grantAll(granted, decision);
  return toAgreed(granted, settings);
};

const SEEDING: ClaimOutcome = {
  kind: "unavailable",
  reason: "seeding",
  retryAfterSeconds: SEEDING_RETRY_SECONDS,
};

const remember = (push: PushClaims, { names, sides, group }: Decision, cache: ClaimCache): void => {
  for (const { claim, type, stampMs } of names) {
    cache.rememberName(claim, type, stampMs);
  }
  for (const { claim, stampMs, sides: ofLabel } of sides) {
    cache.rememberSide(push.job, claim, stampMs, ofLabel);
  }
  if (group?.kind === "granted") {
    cache.rememberGroup(group.group);
  }
};

const grantAll = (granted: Granted, { names, sides, group }: Decision): void => {
  for (const { claim, type, stampMs } of names) {
    noteAdoption(claim, type, granted);
    granted.oldestStampMs = Math.min(granted.oldestStampMs, stampMs);
  }
  for (const { stampMs } of sides) {
    granted.oldestStampMs = Math.min(granted.oldestStampMs, stampMs);
  }
  if (group?.kind === "granted") {
    granted.oldestStampMs = Math.min(granted.oldestStampMs, group.group.stampMs);
  }
};

const toAgreed = (
  { adopted, oldestStampMs }: Granted,
  { times }: ContractRegistrySettings,
): ClaimOutcome => ({
  kind: "agreed",
  adopted,
  validUntilMs: oldestStampMs + times.claimMs,
});
