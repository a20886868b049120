import { applyReconciled } from "../agree/apply-changes.ts";
import { find } from "../agree/decide.ts";
import type { Finding } from "../agree/finding.ts";
import { type ItemStore, readAll } from "../agree/item-store.ts";
import { SWEEP_KEY, type SweepItem } from "../agree/items.ts";
import type { LiveState } from "../agree/live-state.ts";
import type { ProtocolTimes } from "../agree/protocol-times.ts";
import { readLive } from "../agree/read-live.ts";
import { reconcile } from "../agree/reconcile.ts";
import { PushgatewayOutage, type PushgatewayReader } from "../agree/stored-group.ts";
import type { Clock } from "../model/clock.ts";

export interface RegistrySweepPorts {
  readonly store: ItemStore;
  readonly reader: PushgatewayReader;
  readonly readStart: ReadStart;
  readonly clock: Clock;
}

/** When the Pushgateway was started, by its own account: equal texts, same process. Throws as the reader does. */
export type ReadStart = () => Promise<string>;

export interface RegistrySweepSettings {
  readonly times: ProtocolTimes;
  readonly trackedLabels: ReadonlySet<string>;
}

export type RegistrySweep =
  | {
      readonly kind: "swept";
      readonly live: LiveState;
      readonly findings: readonly Finding[];
      /** Whether dead claims were released. */
      readonly mayRelease: boolean;
      readonly readTookMs: number;
      /** How many claims and counts were written; in a dry run, would be. */
      readonly changes: number;
    }
  | { readonly kind: "unread"; readonly cause: unknown };

export type SweepMode = "apply" | "dry-run";

/** A Pushgateway that takes this long may show what was true before pushes that it has since applied. */
const SLOW_READ_MS = 10_000;

/**
 * Brings the registry into line with the Pushgateway, and is the only one who releases claims. A dry run writes nothing.
 */
export const sweepRegistry = async (
  ports: RegistrySweepPorts,
  settings: RegistrySweepSettings,
  mode: SweepMode,
): Promise<RegistrySweep> => {
  const { reader, readStart, clock } = ports;
  const store = mode === "apply" ? ports.store : readOnly(ports.store);
  const readMs = clock();
  const last = (await findLastSweep(store))?.item;
  try {
    await noteSweep(store, {
      kind: "sweep",
      startedMs: readMs,
      isComplete: false,
      unbrokenSinceMs: readMs,
      pushgatewayStart: "",
    });
    const pushgatewayStart = await readStart();
    const live = await readLive(reader, settings.trackedLabels);
    const readTookMs = clock() - readMs;
    const isSlow = readTookMs > SLOW_READ_MS;
    const unbrokenSinceMs = unbrokenSince(last, readMs, await readStart(), settings.times);
    const mayRelease = !isSlow && unbrokenSinceMs < readMs - settings.times.persistedMs;
    // After the Pushgateway was read: whatever is live there was claimed before.
    const items = await readAll(store);
    const reconciled = reconcile(items, live, { readMs, times: settings.times, mayRelease });
    await applyReconciled(reconciled, store);
    await noteSweep(store, {
      kind: "sweep",
      startedMs: readMs,
      isComplete: !isSlow,
      unbrokenSinceMs,
      pushgatewayStart,
    });
    const changes = reconciled.claims.length + reconciled.groups.length;
    return { kind: "swept", live, findings: reconciled.findings, mayRelease, readTookMs, changes };
  } catch (error) {
    if (error instanceof PushgatewayOutage) {
      return { kind: "unread", cause: error.cause };
    }
    throw error;
  }
};

/**
 * Since when nothing can have been live unseen: since then every sweep has ended well and stamped what was live, each soon
 * after the one before, and the Pushgateway has not come back with older state. Only when that is longer than a
 * persistence file is old can no file bring back what is dead now and has no young stamp: so nothing is released by the
 * first sweep, nor soon after one that failed, was slow or was too long ago, nor after a restart of the Pushgateway.
 */
const unbrokenSince = (
  last: SweepItem | undefined,
  readMs: number,
  pushgatewayStart: string,
  { releaseMs, persistedMs }: ProtocolTimes,
): number =>
  last?.isComplete === true &&
  last.pushgatewayStart === pushgatewayStart &&
  last.startedMs >= readMs - (releaseMs / 2 - persistedMs)
    ? last.unbrokenSinceMs
    : readMs;

const readOnly = (store: ItemStore): ItemStore => ({ ...store, transact: async () => "done" });

const findLastSweep = async (store: ItemStore) => find(await store.read([SWEEP_KEY]), SWEEP_KEY, "sweep");

/** Another sweep that is under way at the same time may have noted itself: either note will do. */
const noteSweep = async (store: ItemStore, item: SweepItem): Promise<void> => {
  await store.transact([{ kind: "put", item, expected: (await findLastSweep(store))?.version }]);
};
