/**
 * `npm run bench -- scale`: runs of remote write over a store of 100,000 groups with the series of test/corpus/sample.prom, into a
 * receiver in this process that inflates and reads every request and checks that each series comes exactly once in the slots that
 * are due. BENCH_GROUPS changes the number of groups. The time is that of both sides together, on one thread.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import { runRemoteWrite } from "../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../lambda/destinations/remote-write/times.ts";
import type { GroupItem } from "../../lambda/store/items.ts";
import type { Store } from "../../lambda/store/store.ts";
import { decodeWriteRequest } from "../support/remote-write/decode-write-request.ts";
import { toAnswer } from "../support/remote-write/model-receiver.ts";
import { toLiveGroup } from "../support/store/live-group.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";
import { keyOf } from "../support/store/store-world.ts";
import type { BenchOptions } from "./options.ts";
import { formatTable } from "./table.ts";

const GROUPS = Number(process.env["BENCH_GROUPS"] ?? 100_000);
const PAGE_GROUPS = 1_000;
const MINUTE = 60_000;
const PUSHED_MS = 1_764_300_000_000;

interface Row {
  readonly run: string;
  readonly series: number;
  readonly requests: number;
  readonly seconds: number;
  readonly peakRssMb: number;
}

export const run = async ({ json }: BenchOptions): Promise<undefined> => {
  const rows: Row[] = [];
  const store = createScaleStore();
  // Beyond the margin in which groups count as changed.
  let nowMs = PUSHED_MS + MINUTE;
  for (const name of ["all groups", "a quarter", "a quarter", "a quarter", "a quarter"]) {
    rows.push(await measure(name, store, nowMs));
    nowMs += MINUTE;
  }
  const [all, ...quarters] = rows;
  const refreshed = quarters.reduce((sum, { series }) => sum + series, 0);
  if (all!.series !== refreshed) {
    throw new Error(`four runs sent ${refreshed} series again, and there are ${all!.series}`);
  }
  process.stdout.write(json ? `${JSON.stringify(rows)}\n` : toTable(rows));
};

const measure = async (name: string, store: Store, nowMs: number): Promise<Row> => {
  const seen = new Set<string>();
  let series = 0;
  let requests = 0;
  let peakRssMb = 0;
  const begunMs = performance.now();
  const report = await runRemoteWrite(
    {
      name: "sink",
      protocol: "1.0",
      refreshRuns: 4,
      jobs: ["*"],
      neverRefresh: [],
      externalLabels: {},
      shards: 1,
    },
    0,
    {
      store,
      receiver: {
        renewCredential: async () => {},
        send: async ({ body }) => {
          const read = decodeWriteRequest(body);
          requests += 1;
          series += read.length;
          // One series stands for its group: a set of all would need gigabytes.
          for (const { labels } of read) {
            if (labels.includes("push_time_seconds")) {
              const id = labels.join(" ");
              if (seen.has(id)) {
                throw new Error(`${id} came twice`);
              }
              seen.add(id);
            }
          }
          peakRssMb = Math.max(peakRssMb, process.memoryUsage.rss() / 1_048_576);
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
  if (report.outcome !== "complete" || report.samples !== series || series % seen.size !== 0) {
    throw new Error(`the run is ${JSON.stringify(report)}, and ${series} series of ${seen.size} groups came`);
  }
  return {
    run: name,
    series,
    requests,
    seconds: (performance.now() - begunMs) / 1_000,
    peakRssMb: Math.round(peakRssMb),
  };
};

/** A store whose groups are made when they are scanned: 100,000 of them would be most of the memory that is measured. */
const createScaleStore = (): Store => {
  const { groups, contracts } = createMemoryStore("groups", "kept");
  const decoded = decodeText(readFileSync(join(import.meta.dirname, "../corpus/sample.prom")));
  if (!decoded.ok) {
    throw new TypeError("the sample cannot be read");
  }
  const model = toLiveGroup(
    { key: keyOf("desktop-app"), families: decoded.value.families, atMs: PUSHED_MS },
    "groups",
    new Set(["instance"]),
  );
  return {
    contracts,
    groups: {
      ...groups,
      async *scan() {
        for (let first = 0; first < GROUPS; first += PAGE_GROUPS) {
          yield Array.from(
            { length: Math.min(PAGE_GROUPS, GROUPS - first) },
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

const toTable = (rows: readonly Row[]): string =>
  formatTable(
    ["run", "series", "requests", "s", "series/s", "peak RSS"],
    rows.map(({ run: name, series, requests, seconds, peakRssMb }) => [
      name,
      series.toLocaleString("en"),
      String(requests),
      seconds.toFixed(1),
      Math.round(series / seconds).toLocaleString("en"),
      `${peakRssMb} MB`,
    ]),
  );
