/**
 * `npm run bench -- page`: the page of 1,000 and of 13,500 groups of the sample (37 and 500 thousand series) as text
 * and protobuf with gzip, rendered from packed items in a separate process. It is compared with the page of a real
 * Pushgateway with the same groups. Reads of DynamoDB are not included.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { chooseDestination } from "../../lambda/adapters/choose-destination.ts";
import { unpackContent } from "../../lambda/adapters/stored-content.ts";
import { forEachConcurrently } from "../../lambda/model/for-each-concurrently.ts";
import { PROTOBUF_FORM } from "../../lambda/page/protobuf-form.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import type { PageCost } from "./page/render-repeatedly.ts";
import { createSampleGroups } from "./page/sample-groups.ts";
import { formatTable } from "./table.ts";

const GROUPS = (process.env["BENCH_GROUPS"] ?? "1000,13500").split(",").map(Number);
const FORMATS = ["text", "protobuf"] as const;
type Format = (typeof FORMATS)[number];

interface Row extends PageCost {
  readonly groups: number;
  readonly format: Format;
  readonly by: "proxy" | "Pushgateway";
  readonly firstMs: number;
  readonly peakRssMb: number;
}

export const run: Benchmark = async ({ progress }) => {
  const rows: Row[] = [];
  for (const groups of GROUPS) {
    for (const format of FORMATS) {
      progress.show({ done: 0, total: undefined, text: `rendering ${groups} groups as ${format}` });
      rows.push(await renderInProcess(groups, format));
    }
    rows.push(...(await scrapePushgateway(groups, progress)));
  }
  return {
    json: rows,
    report: report(rows),
    drawings: toBars(rows, ({ groups, format, by }) => `${groups} groups, ${format}, ${by}`, [
      { title: "processor time of a page", unit: "s", figureOf: ({ cpuMs }) => cpuMs / 1_000 },
      { title: "size with gzip", unit: "MB", figureOf: ({ gzipBytes }) => gzipBytes / 1e6 },
      { title: "peak RSS", unit: "MB", figureOf: ({ peakRssMb }) => peakRssMb },
    ]),
  };
};

const renderInProcess = async (groups: number, format: Format): Promise<Row> => {
  const script = join(import.meta.dirname, "page/render-repeatedly.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(groups), format]);
  const { costs, peakRssMb } = JSON.parse(stdout) as { costs: readonly PageCost[]; peakRssMb: number };
  return { groups, format, by: "proxy", ...fastest(costs), firstMs: costs[0]!.tookMs, peakRssMb };
};

const fastest = (costs: readonly PageCost[]): PageCost => costs.toSorted((a, b) => a.tookMs - b.tookMs)[0]!;

const scrapePushgateway = async (groups: number, progress: Progress): Promise<readonly Row[]> => {
  if (findPushgateway() === undefined) {
    progress.clear();
    process.stderr.write("no pushgateway on the PATH: nothing to compare with\n");
    return [];
  }
  const pushgateway = await startPushgateway({ check: "off" });
  try {
    progress.show({ done: 0, total: undefined, text: `filling a Pushgateway with ${groups} groups` });
    const { destination } = chooseDestination(pushgateway.url, createMemoryStore());
    await forEachConcurrently(createSampleGroups(groups), 8, async ({ path, packed, atMs }) => {
      await destination.write({ path, content: unpackContent(packed), atMs }, 10_000);
    });
    const rows: Row[] = [];
    for (const format of FORMATS) {
      progress.show({ done: 0, total: undefined, text: `scraping ${groups} groups as ${format}` });
      const costs = [
        await scrape(pushgateway, format),
        await scrape(pushgateway, format),
        await scrape(pushgateway, format),
      ];
      rows.push({
        groups,
        format,
        by: "Pushgateway",
        ...fastest(costs),
        firstMs: costs[0]!.tookMs,
        peakRssMb: readPeakRssMb(pushgateway),
      });
    }
    return rows;
  } finally {
    await pushgateway.stop();
  }
};

const scrape = async (pushgateway: RunningProgram, format: Format): Promise<PageCost> => {
  const Accept = format === "text" ? "text/plain" : PROTOBUF_FORM.contentType;
  const startedMs = performance.now();
  const cpuMs = readCpuMs(pushgateway);
  const gzipBytes = await new Promise<number>((resolve, reject) => {
    const headers = { Accept, "Accept-Encoding": "gzip" };
    request(`${pushgateway.url}/metrics`, { headers }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => resolve(bytes));
    })
      .on("error", reject)
      .end();
  });
  const tookMs = performance.now() - startedMs;
  return { tookMs, cpuMs: readCpuMs(pushgateway) - cpuMs, gzipBytes };
};

/** Linux: user and system time in hundredths of a second (proc_pid_stat(5)). */
const readCpuMs = ({ pid }: RunningProgram): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

const readPeakRssMb = ({ pid }: RunningProgram): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

const report = (rows: readonly Row[]): string =>
  formatTable(
    ["groups", "format", "by", "first s", "best s", "CPU s", "gzip MB", "peak RSS MB"],
    rows.map(({ groups, format, by, firstMs, tookMs, cpuMs, gzipBytes, peakRssMb }) => [
      String(groups),
      format,
      by,
      (firstMs / 1_000).toFixed(2),
      (tookMs / 1_000).toFixed(2),
      (cpuMs / 1_000).toFixed(2),
      (gzipBytes / 1e6).toFixed(2),
      peakRssMb.toFixed(0),
    ]),
  ) + toRatios(rows);

const toRatios = (rows: readonly Row[]): string =>
  rows
    .filter(({ by }) => by === "Pushgateway")
    .map((theirs) => {
      const ours = rows.find(
        ({ by, groups, format }) => by === "proxy" && groups === theirs.groups && format === theirs.format,
      )!;
      return `${theirs.groups} groups, ${theirs.format}: the proxy takes ${(ours.cpuMs / theirs.cpuMs).toFixed(2)} of the Pushgateway's processor time\n`;
    })
    .join("");
