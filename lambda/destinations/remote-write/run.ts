import type { ProtocolVersion } from "../../config/proxy-config.ts";
import { type Clock, isGoingOn } from "../../model/clock.ts";
import { during } from "../../model/outage.ts";
import type { RemoteWriteItem } from "../../store/items.ts";
import { type Store, StoreOutage } from "../../store/store.ts";
import { type Selection, toGroupSeries } from "./group-series.ts";
import { acquireLease, isLeaseMine, releaseLease } from "./lease.ts";
import { FamilyMetadata } from "./metadata.ts";
import type { RemoteWriteReceiver } from "./receiver.ts";
import type { RemoteWriteReport } from "./report.ts";
import { type DestinationSettings, type Run, toSelection } from "./selection.ts";
import { Sender } from "./sender.ts";
import { ALL, divide, type Part } from "./slots.ts";
import type { RemoteWriteTimes } from "./times.ts";

export interface RemoteWritePorts {
  readonly store: Pick<Store, "groups" | "contracts">;
  readonly receiver: RemoteWriteReceiver;
  readonly now: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  /** Different for every run of every process. */
  readonly createId: () => string;
}

/**
 * One run of remote write, which is like a scrape of the store. All samples have one timestamp, later than that of
 * every run before. It sends groups that were pushed since the last complete run, and a part of the others in turn. It
 * ends removed series with stale markers. The next run sends what could not be sent.
 */
export const runRemoteWrite = async (
  destination: DestinationSettings,
  shard: number,
  ports: RemoteWritePorts,
  times: RemoteWriteTimes,
): Promise<RemoteWriteReport> => {
  const startMs = ports.now();
  const report = await runOnce({ destination, shard, startMs }, ports, times).catch(
    during(StoreOutage, STORE_UNREAD),
  );
  return { ...NOTHING_DONE, destination: destination.name, shard, ...report, tookMs: ports.now() - startMs };
};

type RunFacts = Partial<RemoteWriteReport> & Pick<RemoteWriteReport, "outcome">;

const STORE_UNREAD: RunFacts = { outcome: "store-unread" };

const runOnce = async (run: Run, ports: RemoteWritePorts, times: RemoteWriteTimes): Promise<RunFacts> => {
  const { destination, shard, startMs } = run;
  const name = { destination: destination.name, shard };
  const leaseTimes = { startMs, leaseMs: times.leaseMs };
  const lease = await acquireLease(name, ports.createId(), leaseTimes, ports.store.contracts);
  switch (lease.kind) {
    case "acquired":
      return runLeased(run, lease.item, ports, times);
    case "held":
      return { outcome: "held", lagMs: toLag(lease.fromMs, startMs) };
    case "unanswered":
      return STORE_UNREAD;
  }
};

const runLeased = async (
  run: Run,
  item: RemoteWriteItem,
  ports: RemoteWritePorts,
  times: RemoteWriteTimes,
): Promise<RunFacts> => {
  const { startMs } = run;
  const { contracts } = ports.store;
  const protocol = isGoingOn(item.notV2UntilMs, startMs, NOT_V2_FOR_MS) ? "1.0" : run.destination.protocol;
  const sender = createSender(item, protocol, ports, times);
  const metadata = new FamilyMetadata();
  const selection = toSelection(run, item, times);
  // Two scans instead of one, only if runs were incomplete for long.
  const parts = startMs - item.fromMs > times.lookbackMs ? divide(ports.random()) : [ALL];
  const scanned = await sendAll(parts, selection, { sender, metadata }, ports).catch(
    during(StoreOutage, NOT_SCANNED),
  );
  const sent = await sender.finish();
  // In 2.0 each series has its own metadata.
  if (sent.samples > 0 && sender.protocol === "1.0") {
    await metadata.send(ports.receiver, times.requestMs, () => sender.isOver);
  }
  const isComplete = sent.outcome === "complete" && scanned.isWhole;
  const changes = {
    ...(isComplete && { fromMs: startMs }),
    ...(sender.protocol !== protocol && { notV2UntilMs: startMs + NOT_V2_FOR_MS }),
  };
  await releaseLease(item, changes, contracts);
  return {
    ...sent,
    protocol: sender.protocol,
    outcome: sent.outcome === "complete" && !isComplete ? "incomplete" : sent.outcome,
    unreadable: scanned.unreadable,
    aheadMs: item.timestampMs - startMs,
    lagMs: isComplete ? 0 : toLag(item.fromMs, startMs),
  };
};

const createSender = (
  item: RemoteWriteItem,
  protocol: ProtocolVersion,
  ports: RemoteWritePorts,
  { requestMs, pauseMs, halvingPauseMs }: RemoteWriteTimes,
): Sender =>
  new Sender(
    {
      timestampMs: item.timestampMs,
      sendUntilMs: item.untilMs - requestMs - SPARE_MS,
      requestMs,
      pauseMs,
      halvingPauseMs,
      protocol,
    },
    { ...ports, isLeaseMine: () => isLeaseMine(item, ports.store.contracts) },
  );

/** The time between the last moment to send and the end of the lease, in addition to the time of a request. */
const SPARE_MS = 2_000;

const NOT_V2_FOR_MS = 60 * 60_000;

const toLag = (fromMs: number, nowMs: number): number | undefined =>
  fromMs === 0 || fromMs > nowMs ? undefined : nowMs - fromMs;

interface Scanned {
  /** Whether it reached the end of the store. */
  readonly isWhole: boolean;
  readonly unreadable: number;
}

/** The next run reads the rest. */
const NOT_SCANNED: Scanned = { isWhole: false, unreadable: 0 };

interface Receiving {
  readonly sender: Sender;
  readonly metadata: FamilyMetadata;
}

const sendAll = async (
  parts: readonly Part[],
  selection: Selection,
  receiving: Receiving,
  ports: RemoteWritePorts,
): Promise<Scanned> => {
  let unreadable = 0;
  for (const part of parts) {
    const scanned = await sendPart(part, selection, receiving, ports);
    unreadable += scanned.unreadable;
    if (!scanned.isWhole) {
      return { isWhole: false, unreadable };
    }
  }
  return { isWhole: true, unreadable };
};

const sendPart = async (
  isInPart: Part,
  selection: Selection,
  { sender, metadata }: Receiving,
  { store }: RemoteWritePorts,
): Promise<Scanned> => {
  let unreadable = 0;
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      if (!isInPart(item.state === "unreadable" ? item.key : item.path)) {
        continue;
      }
      const series = item.state === "unreadable" ? undefined : toGroupSeries(item, selection);
      if (series === undefined) {
        unreadable += 1;
        continue;
      }
      metadata.add(series);
      await sender.add(series);
      if (sender.isOver) {
        return { isWhole: false, unreadable };
      }
    }
  }
  return { isWhole: true, unreadable };
};

/** The report of a run that did nothing. */
export const NOTHING_DONE = {
  protocol: undefined,
  samples: 0,
  staleMarkers: 0,
  requests: 0,
  dropped: { refused: 0, "too-large": 0, rejected: 0 },
  refusedSeries: undefined,
  unsent: 0,
  problem: undefined,
  lagMs: undefined,
  unreadable: 0,
  aheadMs: 0,
  tookMs: 0,
} as const;
