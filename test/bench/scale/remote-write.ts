import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../../infra/local/terminal/progress.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import { runRemoteWrite } from "../../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../../lambda/destinations/remote-write/times.ts";
import type { GroupItem } from "../../../lambda/store/items.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createRemoteWriteConfig } from "../../support/proxy-config.ts";
import { decodeWriteRequest } from "../../support/remote-write/decode-write-request.ts";
import { toAnswer } from "../../support/remote-write/model-receiver.ts";
import { createLiveGroup } from "../../support/store/live-group.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { type Bars, toBars } from "../bars.ts";
import { formatTable } from "../table.ts";

const PAGE_GROUPS = 1_000;
const MINUTE = 60_000;
const PUSHED_MS = 1_764_300_000_000;

export interface RemoteWriteRow {
  readonly run: string;
  readonly series: number;
  readonly requests: number;
  readonly seconds: number;
  readonly peakRssMb: number;
}

/** One run that sends everything, and four that each send a quarter again. */
export const measureRemoteWrite = async (
  groups: number,
  progress: Progress,
): Promise<readonly RemoteWriteRow[]> => {
  const rows: RemoteWriteRow[] = [];
  const store = createScaleStore(groups);
  const sink = new Sink(groups);
  // Beyond the margin for groups that count as changed.
  let nowMs = PUSHED_MS + MINUTE;
  for (const [done, name] of RUNS.entries()) {
    progress.show({ done, total: RUNS.length, text: "runs of remote write" });
    rows.push(await measure(name, store, sink, nowMs));
    nowMs += MINUTE;
    sink.checkGroups(name === "all groups" ? ALL_ONCE : [1, 2]);
  }
  sink.checkGroups([2]);
  return rows;
};

const RUNS = ["all groups", "a quarter", "a quarter", "a quarter", "a quarter"];
const ALL_ONCE = [1];

/** Reads and checks every request, and counts each series of each group. */
class Sink {
  requests = 0;
  series = 0;
  peakRssMb = 0;
  /** Each series of a group has an index in the group's array. */
  readonly #counts: Uint8Array;
  readonly #places = new Map<string, number>();

  constructor(groups: number) {
    this.#counts = new Uint8Array(groups * MOST_SERIES);
  }

  take(body: Uint8Array): void {
    const read = decodeWriteRequest(body);
    this.requests += 1;
    this.series += read.length;
    for (const { labels } of read) {
      const at = labels.indexOf("instance") + 1;
      const group = Number(labels[at]!.slice("host-".length));
      const id = [...labels.slice(0, at), ...labels.slice(at + 1)].join(" ");
      const place = this.#places.get(id) ?? this.#places.size;
      this.#places.set(id, place);
      this.#counts[group * MOST_SERIES + place]! += 1;
    }
    this.peakRssMb = Math.max(this.peakRssMb, process.memoryUsage.rss() / 1_048_576);
  }

  /** Expects that all series of a group have arrived equally often, and as often as given. */
  checkGroups(allowed: readonly number[]): void {
    for (let start = 0; start < this.#counts.length; start += MOST_SERIES) {
      const row = this.#counts.subarray(start, start + this.#places.size);
      if (!allowed.includes(row[0]!) || row.some((count) => count !== row[0])) {
        throw new Error(
          `series of group ${start / MOST_SERIES} have come ${row} times, which should be ${allowed}`,
        );
      }
    }
  }
}

const toSeconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

/** More than the sample has, including the two times of the push. */
const MOST_SERIES = 64;

const measure = async (name: string, store: Store, sink: Sink, nowMs: number): Promise<RemoteWriteRow> => {
  const { series, requests } = sink;
  const begun = process.cpuUsage();
  const report = await runRemoteWrite(
    createRemoteWriteConfig(),
    0,
    {
      store,
      receiver: {
        renewCredential: async () => {},
        send: async ({ body }) => {
          sink.take(body);
          return toAnswer(204, "");
        },
      },
      // The time of a run is measured, not enforced.
      now: () => nowMs,
      sleep: async () => {},
      random: Math.random,
      createId: () => `${nowMs}`,
    },
    REMOTE_WRITE_TIMES,
  );
  const sent = sink.series - series;
  if (report.outcome !== "complete" || report.samples !== sent) {
    throw new Error(`the run is ${JSON.stringify(report)}, and ${sent} series came`);
  }
  return {
    run: name,
    series: sent,
    requests: sink.requests - requests,
    seconds: toSeconds(process.cpuUsage(begun)),
    peakRssMb: Math.round(sink.peakRssMb),
  };
};

/** A store that creates its groups during a scan. 100,000 stored groups would be most of the measured memory. */
const createScaleStore = (count: number): Store => {
  const { groups, contracts } = createMemoryStore("groups", "kept");
  const decoded = decodeText(readFileSync(join(import.meta.dirname, "../../corpus/sample.prom")));
  if (!decoded.ok) {
    throw new TypeError("the sample cannot be read");
  }
  const model = createLiveGroup(
    { key: keyOf("desktop-app"), families: decoded.value.families, atMs: PUSHED_MS },
    "groups",
    new Set(["instance"]),
  );
  return {
    contracts,
    groups: {
      ...groups,
      async *scan() {
        for (let first = 0; first < count; first += PAGE_GROUPS) {
          yield Array.from(
            { length: Math.min(PAGE_GROUPS, count - first) },
            (_, index): GroupItem => ({
              ...model,
              path: keyOf("desktop-app", { instance: `host-${first + index}` }).path,
            }),
          );
        }
      },
    },
  };
};

export const drawRemoteWrite = (rows: readonly RemoteWriteRow[]): readonly Bars[] =>
  toBars(rows, ({ run: name }) => name, [
    { title: "remote write", unit: "series/s", figureOf: toSeriesPerSecond },
    { title: "peak RSS of remote write", unit: "MB", figureOf: ({ peakRssMb }) => peakRssMb },
  ]);

const toSeriesPerSecond = ({ series, seconds }: RemoteWriteRow): number => series / seconds;

export const toRemoteWriteTable = (rows: readonly RemoteWriteRow[]): string =>
  formatTable(
    ["run of remote write", "series", "requests", "s of a processor", "series/s", "peak RSS"],
    rows.map((row) => [
      row.run,
      row.series.toLocaleString("en"),
      String(row.requests),
      row.seconds.toFixed(1),
      Math.round(toSeriesPerSecond(row)).toLocaleString("en"),
      `${row.peakRssMb} MB`,
    ]),
  );
