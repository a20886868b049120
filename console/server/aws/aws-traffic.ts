import { hashGroup } from "../../../lambda/adapters/cloudwatch/emf-audit-log.ts";
import type { Clock } from "../../../lambda/model/clock.ts";
import type { FoldedRefusal, Group, Part, Traffic } from "../../api.ts";
import { sum } from "../figures.ts";
import { MINUTE_MS, WINDOW_MINUTES } from "../minutes.ts";
import { toPart } from "../parts.ts";
import { RefusalLog } from "../refusal-log.ts";
import type { SeenTraffic } from "../seen-traffic.ts";
import { PUSHES, PUSHES_WITHOUT_GROUPS, REFUSED_PUSHES, REFUSED_REQUESTS } from "./log-queries.ts";
import type { ReadLog } from "./log-reader.ts";
import { joinRefusals } from "./log-refusals.ts";
import { LogWindow, type TimedRow } from "./log-window.ts";
import { toUsualSeconds } from "./usual-seconds.ts";

export interface AwsTrafficPorts {
  readonly read: ReadLog;
  readonly now: Clock;
  /** The time between two readings, since each costs money. */
  readonly everyMs: number;
}

/** Pushes and refusals of the last 30 minutes from the logs of a deployment. They are read while a console is open. */
export class AwsTraffic implements SeenTraffic {
  readonly #ports: AwsTrafficPorts;
  readonly #pushes: LogWindow;
  /** Read only while an answer of the last 30 minutes has no room for all groups, since each query costs money. */
  readonly #pushesWithoutGroups: LogWindow;
  readonly #refusedPushes: LogWindow;
  readonly #refusedRequests: LogWindow;
  #nextMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #problem: string | undefined;
  #scannedBytes = 0;
  #shown: Shown | undefined;

  constructor(ports: AwsTrafficPorts) {
    const { read } = ports;
    this.#ports = ports;
    this.#pushes = new LogWindow(PUSHES, read);
    this.#pushesWithoutGroups = new LogWindow(PUSHES_WITHOUT_GROUPS, read);
    this.#refusedPushes = new LogWindow(REFUSED_PUSHES, read);
    this.#refusedRequests = new LogWindow(REFUSED_REQUESTS, read);
  }

  /** Grows with each reading. */
  changes = 0;

  /** Starts a reading if one is due. Only tests wait for it. */
  look(): Promise<void> {
    const { now, everyMs } = this.#ports;
    const nowMs = now();
    if (this.#reading === undefined && nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + everyMs;
      this.#reading = this.#readAll(nowMs).finally(() => {
        this.#reading = undefined;
      });
    }
    return this.#reading ?? Promise.resolve();
  }

  list(): Traffic | undefined {
    return this.#shown?.traffic;
  }

  listRefusals(): readonly FoldedRefusal[] {
    return this.#shown?.refusals ?? [];
  }

  ofGroup(path: string): Pick<Group, "pushedByMinute" | "usualSeconds"> {
    if (this.#pushes.readToMs === undefined || this.#pushes.isCut(this.#ports.now())) {
      return { pushedByMinute: undefined, usualSeconds: undefined };
    }
    const counts = this.#shown?.groups.get(hashGroup(path)) ?? NO_PUSHES;
    return { pushedByMinute: counts, usualSeconds: toUsualSeconds(counts) };
  }

  /** The state of the reading. */
  part(): Part {
    const readToMs = this.#windows(this.#ports.now()).map((window) => window.readToMs);
    const seenMs = readToMs.some((ms) => ms === undefined)
      ? undefined
      : Math.min(...readToMs.map((ms) => ms ?? 0));
    if (this.#problem !== undefined) {
      return toPart("requests", "unknown", `pushes and refusals are not complete: ${this.#problem}`, seenMs);
    }
    return seenMs === undefined
      ? toPart("requests", "waiting", "the logs are being read", undefined)
      : toPart("requests", "good", this.#describe(seenMs), seenMs);
  }

  #describe(nowMs: number): string {
    const isCut = this.#refusedPushes.isCut(nowMs) || this.#refusedRequests.isCut(nowMs);
    const { everyMs } = this.#ports;
    return [
      `read from the logs every ${everyMs / 1_000} s while this page is open; the last reading scanned ${Math.ceil(this.#scannedBytes / 1_024)} KiB`,
      ...(isCut ? ["there were too many refusals for one answer, and only the latest are here"] : []),
    ].join("; ");
  }

  async #readAll(nowMs: number): Promise<void> {
    const windows = [this.#pushes, this.#refusedPushes, this.#refusedRequests];
    const done = await Promise.all(windows.map((window) => window.refresh(nowMs)));
    if (this.#pushes.isCut(nowMs)) {
      done.push(await this.#pushesWithoutGroups.refresh(nowMs));
    }
    this.#problem = [...new Set(done.flatMap(({ error }) => error ?? []))].join("; ") || undefined;
    this.#scannedBytes = done.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0);
    this.#shown = this.#summarize(nowMs);
    this.changes += 1;
  }

  /** That with all pushes. */
  #countedWindow(nowMs: number): LogWindow {
    return this.#pushes.isCut(nowMs) ? this.#pushesWithoutGroups : this.#pushes;
  }

  /** Those that the page shows. */
  #windows(nowMs: number): readonly LogWindow[] {
    return [this.#countedWindow(nowMs), this.#refusedPushes, this.#refusedRequests];
  }

  #summarize(nowMs: number): Shown {
    const refused = joinRefusals(this.#refusedPushes.rows, this.#refusedRequests.rows);
    const log = new RefusalLog();
    for (const { atMs, refusal } of refused) {
      log.add(refusal, atMs);
    }
    const counted = this.#countedWindow(nowMs);
    const pushes = counted.rows.filter(isPush);
    const pushedByMinute = countByMinute(pushes.map(toCount), nowMs);
    const refusedByMinute = countByMinute(
      refused.map(({ atMs }) => ({ atMs, count: 1 })),
      nowMs,
    );
    const isRead = [counted, this.#refusedPushes].every(({ readToMs }) => readToMs !== undefined);
    return {
      traffic: isRead
        ? {
            pushed: sum(pushedByMinute),
            refused: sum(refusedByMinute),
            medianMs: toMedianMs(pushes),
            pushedByMinute,
            refusedByMinute,
          }
        : undefined,
      refusals: log.list(nowMs),
      groups: countByGroup(this.#pushes.rows.filter(isPush), nowMs),
    };
  }
}

interface Shown {
  readonly traffic: Traffic | undefined;
  readonly refusals: readonly FoldedRefusal[];
  /** By the hash of the group. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

const NO_PUSHES: readonly number[] = Array<number>(WINDOW_MINUTES).fill(0);

/** Without DELETEs and dry runs. Logs Insights shows false as 0. */
const isPush = ({ row }: TimedRow): boolean =>
  row["method"] !== "DELETE" && ["0", "false"].includes(row["isDryRun"] ?? "");

interface CountAt {
  readonly atMs: number;
  readonly count: number;
}

const toCount = ({ atMs, row }: TimedRow): CountAt => ({ atMs, count: Number(row["pushes"] ?? 0) });

/** The oldest minute first. */
const countByMinute = (counts: readonly CountAt[], nowMs: number): readonly number[] => {
  const byMinute = [...NO_PUSHES];
  const current = Math.floor(nowMs / MINUTE_MS);
  for (const { atMs, count } of counts) {
    const index = WINDOW_MINUTES - 1 + Math.floor(atMs / MINUTE_MS) - current;
    if (index >= 0 && index < WINDOW_MINUTES) {
      byMinute[index] = (byMinute[index] ?? 0) + count;
    }
  }
  return byMinute;
};

const countByGroup = (rows: readonly TimedRow[], nowMs: number): ReadonlyMap<string, readonly number[]> =>
  new Map(
    [...Map.groupBy(rows, ({ row }) => row["group"] ?? "")].map(([group, own]) => [
      group,
      countByMinute(own.map(toCount), nowMs),
    ]),
  );

/** The median of the rows' medians, weighted by their pushes. */
const toMedianMs = (pushes: readonly TimedRow[]): number | undefined => {
  const medians = pushes
    .map((one) => ({ ms: Number(one.row["medianMs"]), count: toCount(one).count }))
    .toSorted((a, b) => a.ms - b.ms);
  let left = sum(medians.map(({ count }) => count)) / 2;
  return medians.find(({ count }) => {
    left -= count;
    return left <= 0;
  })?.ms;
};
