/**
 * `npm run bench -- fill [--json]`: the costs of one client that fills all its standing limits at a real Pushgateway
 * with each kind of worst push: memory, page size, and processor time of a scrape. Reading all groups, as a run of the
 * sweep does if the page is not enough, takes most memory. Groups are relayed directly, in the proxy's form. Needs `pushgateway` on the PATH. `BENCH_KINDS=histogram` measures only those kinds.
 */
import { readFileSync } from "node:fs";
import { toPushgatewayEnvironment } from "../../infra/constructs/pushgateway-command.ts";
import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import { countSeries, exposedNames } from "../../lambda/model/exposition.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { encodeContent } from "../../lambda/store/groups/content.ts";
import { countBytes } from "../../lambda/store/limits/counted-bytes.ts";
import { toRelayedBody } from "../../lambda/store/marker.ts";
import { type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { createWorstFills, type WorstFill } from "./fill/worst-groups.ts";
import { requirePushgateway } from "./required-programs.ts";
import { formatTable } from "./table.ts";

/** The size of a deployment's default task. */
const TASK_VCPU = 0.5;
const TASK_MEMORY_MIB = 2_048;
/** The `MB` of the figures are those of the decimal system. */
const TASK_MEMORY_MB = (TASK_MEMORY_MIB * 1_024 * 1_024) / 1_000_000;
const MOST_SCRAPE_SECONDS = 5;
const SCRAPES = 3;

interface Row {
  readonly name: string;
  readonly groups: number;
  readonly series: number;
  readonly countedMb: number;
  readonly pageMb: number;
  readonly filledMb: number;
  readonly scrapedMb: number;
  /** The peak at last, after all groups were read. */
  readonly allGroupsMb: number;
  /** Processor time of one scrape. */
  readonly scrapeCpuSeconds: number;
}

export const run: Benchmark = async ({ progress }) => {
  requirePushgateway();
  Object.assign(process.env, toPushgatewayEnvironment(TASK_MEMORY_MIB));
  const wanted = process.env["BENCH_KINDS"] ?? "";
  const rows: Row[] = [];
  const fills = createWorstFills(DEFAULT_LIMITS).filter(({ name }) => name.includes(wanted));
  for (const [done, fill] of fills.entries()) {
    progress.show({ done, total: fills.length, text: fill.name });
    rows.push(await measure(fill));
  }
  return {
    json: rows,
    report: toReport(rows),
    drawings: toBars(rows, ({ name }) => name, [
      { title: `scrape at ${TASK_VCPU} vCPU`, unit: "s", figureOf: toScrapeSeconds },
      { title: "memory at a scrape", unit: "MB", figureOf: ({ scrapedMb }) => scrapedMb },
      { title: "memory while all groups are read", unit: "MB", figureOf: ({ allGroupsMb }) => allGroupsMb },
      { title: "page", unit: "MB", figureOf: ({ pageMb }) => pageMb },
    ]),
    isOver: rows.some(isOver),
  };
};

const measure = async (fill: WorstFill): Promise<Row> => {
  const pushgateway = await startPushgateway({ check: "off" });
  try {
    const held = await fillUp(fill, pushgateway);
    const filledMb = readMb(pushgateway, "VmRSS");
    const before = readCpuSeconds(pushgateway);
    let page = 0;
    for (let scrape = 0; scrape < SCRAPES; scrape++) {
      page = await readAll(pushgateway, "/metrics");
    }
    const scrapeCpuSeconds = (readCpuSeconds(pushgateway) - before) / SCRAPES;
    const scrapedMb = readMb(pushgateway, "VmHWM");
    await readAll(pushgateway, "/api/v1/metrics");
    return {
      name: fill.name,
      ...held,
      pageMb: page / MB,
      filledMb,
      scrapedMb,
      allGroupsMb: readMb(pushgateway, "VmHWM"),
      scrapeCpuSeconds,
    };
  } finally {
    await pushgateway.stop("SIGKILL");
  }
};

const MB = 1_000_000;

/** As many groups as the store would accept: the next one would exceed a limit. */
const fillUp = async (fill: WorstFill, { url }: RunningProgram) => {
  const names = new Set<string>();
  let groups = 0;
  let series = 0;
  let bytes = 0;
  for (;;) {
    const families = fill.families(groups);
    const labels = Object.entries(fill.key(groups)).map(([name, value]) => ({ name, value }));
    const key = GroupingKey.of("worst", labels);
    const content = encodeContent(families);
    const ofGroup = families.reduce((sum, family) => sum + countSeries(family), 0);
    const ofBytes = countBytes(families, key, content);
    for (const { name, type } of families) {
      for (const one of exposedNames(name, type)) {
        names.add(one);
      }
    }
    if (
      groups + 1 > DEFAULT_LIMITS.groups ||
      series + ofGroup > DEFAULT_LIMITS.totalSeries ||
      bytes + ofBytes > DEFAULT_LIMITS.totalBytes ||
      names.size > DEFAULT_LIMITS.totalNames
    ) {
      return { groups, series, countedMb: bytes / MB };
    }
    await put(`${url}${key.path}`, toRelayedBody(content, 1_700_000_000_000 + groups));
    groups += 1;
    series += ofGroup;
    bytes += ofBytes;
  }
};

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const put = async (url: string, body: Uint8Array): Promise<void> => {
  const response = await fetch(url, {
    method: "PUT",
    body: new Uint8Array(body),
    headers: { "content-type": PROTOBUF },
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`the Pushgateway answered ${response.status}: ${text}`);
  }
};

/** With compression, as Prometheus asks for it. The bytes are counted after decompression. */
const readAll = async ({ url }: RunningProgram, path: string): Promise<number> => {
  const response = await fetch(`${url}${path}`, { headers: { "accept-encoding": "gzip" } });
  let bytes = 0;
  for await (const chunk of response.body!) {
    bytes += chunk.length;
  }
  if (response.status !== 200) {
    throw new Error(`${path} is answered with ${response.status}`);
  }
  return bytes;
};

/** Of the process, from Linux' /proc. */
const readMb = ({ pid }: RunningProgram, field: string): number => {
  const line = readFileSync(`/proc/${pid}/status`, "utf8")
    .split("\n")
    .find((one) => one.startsWith(`${field}:`));
  return (Number(/\d+/.exec(line ?? "")?.[0]) * 1_024) / MB;
};

const TICKS_PER_SECOND = 100;

const readCpuSeconds = ({ pid }: RunningProgram): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

const toScrapeSeconds = ({ scrapeCpuSeconds }: Row): number => scrapeCpuSeconds / TASK_VCPU;

const isOver = (row: Row): boolean =>
  row.allGroupsMb > TASK_MEMORY_MB || toScrapeSeconds(row) > MOST_SCRAPE_SECONDS;

const toReport = (rows: readonly Row[]): string =>
  formatTable(
    [
      "filled with",
      "groups",
      "series",
      "counted",
      "page",
      "memory",
      "at a scrape",
      "all groups",
      `scrape at ${TASK_VCPU} vCPU`,
    ],
    rows.map((row) => [
      row.name,
      String(row.groups),
      String(row.series),
      `${row.countedMb.toFixed(0)} MB`,
      `${row.pageMb.toFixed(0)} MB`,
      `${row.filledMb.toFixed(0)} MB`,
      `${row.scrapedMb.toFixed(0)} MB`,
      `${row.allGroupsMb.toFixed(0)} MB`,
      `${toScrapeSeconds(row).toFixed(1)} s${isOver(row) ? " OVER" : ""}`,
    ]),
  );
