import type { Clock } from "../model/clock.ts";
import { applyReconciled } from "./apply-changes.ts";
import type { Seed } from "./contract-registry.ts";
import { find } from "./decide.ts";
import type { Finding } from "./finding.ts";
import type { ItemStore, Stored } from "./item-store.ts";
import { readAll } from "./item-store.ts";
import { LOCK_KEY, type LockItem, MARK_KEY } from "./items.ts";
import type { ProtocolTimes } from "./protocol-times.ts";
import { readLive } from "./read-live.ts";
import { reconcile } from "./reconcile.ts";
import { isMarkFor, toMark } from "./seed-mark.ts";
import { PushgatewayOutage, type PushgatewayReader } from "./stored-group.ts";

export interface SeedPorts {
  readonly store: ItemStore;
  readonly reader: PushgatewayReader;
  readonly clock: Clock;
  /** Is told what was inconsistent at the Pushgateway already. */
  readonly report: (findings: readonly Finding[]) => void;
  /** Is told why the Pushgateway cannot be read: until it can, every push is refused. */
  readonly reportOutage: (outage: PushgatewayOutage) => void;
}

export interface SeedSettings {
  readonly times: ProtocolTimes;
  readonly trackedLabels: ReadonlySet<string>;
}

/** Longer than a seeding ever takes; a function that dies over it keeps pushes out for this long. */
const LOCK_MS = 60_000;

/** Makes the step that fills the registry from what the Pushgateway holds, under a lock, and marks it as filled. */
export const createSeed = (ports: SeedPorts, settings: SeedSettings): Seed => {
  let running: ReturnType<Seed> | undefined;
  return () => {
    running ??= seedOnce(ports, settings).finally(() => {
      running = undefined;
    });
    return running;
  };
};

const seedOnce = async (ports: SeedPorts, settings: SeedSettings): ReturnType<Seed> => {
  const { store, clock } = ports;
  const items = await store.read([MARK_KEY, LOCK_KEY]);
  const mark = find(items, MARK_KEY, "mark");
  if (isMarkFor(mark?.item, settings.trackedLabels)) {
    return "seeded";
  }
  const lock = find(items, LOCK_KEY, "lock");
  const nowMs = clock();
  if ((lock?.item.untilMs ?? 0) > nowMs) {
    return "busy";
  }
  const taken: LockItem = { kind: "lock", untilMs: nowMs + LOCK_MS };
  if ((await store.transact([{ kind: "put", item: taken, expected: lock?.version }])) === "conflict") {
    return "busy";
  }
  return fill(ports, settings, mark?.version);
};

const fill = async (
  ports: SeedPorts,
  { times, trackedLabels }: SeedSettings,
  markVersion: Stored["version"] | undefined,
): ReturnType<Seed> => {
  const { store, reader, clock, report, reportOutage } = ports;
  const readMs = clock();
  try {
    const live = await readLive(reader, trackedLabels);
    const items = await readAll(store);
    const reconciled = reconcile(items, live, { readMs, times, mayRelease: false });
    await applyReconciled(reconciled, store);
    report(reconciled.findings);
  } catch (error) {
    await unlock(store);
    if (error instanceof PushgatewayOutage) {
      reportOutage(error);
      return "failed";
    }
    throw error;
  }
  const marked = await store.transact([
    { kind: "put", item: toMark(trackedLabels, readMs), expected: markVersion },
  ]);
  await unlock(store);
  return marked === "done" ? "seeded" : "busy";
};

const unlock = async (store: ItemStore): Promise<void> => {
  const lock = find(await store.read([LOCK_KEY]), LOCK_KEY, "lock");
  if (lock !== undefined) {
    await store.transact([{ kind: "delete", key: LOCK_KEY, expected: lock.version }]);
  }
};
