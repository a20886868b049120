import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort, startProgram } from "../real-components.ts";
import type { Reader } from "./pushed-case.ts";

type ScrapingReader = Exclude<Reader, "Pushgateway's API">;

interface Settings {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
}

const SETTINGS: Readonly<Record<ScrapingReader, Settings>> = {
  "2.42 text": { keys: {}, args: [] },
  "2.42 protobuf": { keys: {}, args: ["--enable-feature=native-histograms"] },
  "3.16 protobuf": {
    keys: {
      scrape_native_histograms: true,
      always_scrape_classic_histograms: true,
      scrape_protocols: ["PrometheusProto", "OpenMetricsText1.0.0", "PrometheusText0.0.4"],
    },
    args: ["--enable-feature=exemplar-storage,st-storage"],
  },
};

export interface ScraperOfMany {
  readonly reader: ScrapingReader;
  /** The pages that are not stored after two scrapes each. Rejects when Prometheus has ended. */
  findLost(): Promise<ReadonlySet<number>>;
  stop(): Promise<void>;
}

const SCRAPE_EVERY_MS = 2_000;

/** A page must be lost each time, with a scrape between the checks. */
const LOOKS = 3;

/** A Prometheus that scrapes some pages of a page server, each as a separate target. */
export const startScraperOfMany = async (
  binary: string,
  reader: ScrapingReader,
  host: string,
  pages: readonly number[],
): Promise<ScraperOfMany> => {
  const folder = mkdtempSync(join(tmpdir(), "scraper-"));
  const { keys, args } = SETTINGS[reader];
  const job = {
    job_name: "pages",
    honor_labels: true,
    ...keys,
    static_configs: pages.map((page) => ({
      targets: [host],
      labels: { page: String(page), __metrics_path__: `/${page}` },
    })),
  };
  // JSON is valid YAML.
  const scrapeEvery = `${SCRAPE_EVERY_MS}ms`;
  const config = {
    global: { scrape_interval: scrapeEvery, scrape_timeout: scrapeEvery },
    scrape_configs: [job],
  };
  writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const prometheus = await startProgram(
    url,
    "/-/ready",
    binary,
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
      ...args,
    ],
    { errors: "dropped" },
  );
  return {
    reader,
    findLost: async () => {
      await waitForScrapes(url, pages.length);
      let lost = await findLostOf(url, pages);
      // On a busy machine a single scrape may take too long.
      for (let look = 1; look < LOOKS && lost.length > 0; look++) {
        await sleep(SCRAPE_EVERY_MS);
        lost = await findLostOf(url, lost);
      }
      return new Set(lost);
    },
    stop: async () => {
      await prometheus.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const TIMEOUT_MS = 60_000;

const waitForScrapes = async (url: string, count: number): Promise<void> => {
  const deadline = Date.now() + TIMEOUT_MS;
  while ((await countValues(url, "count_over_time(up[1h]) >= 2")) < count) {
    if (Date.now() > deadline) {
      throw new Error(`not every page was scraped twice within ${TIMEOUT_MS} ms`);
    }
    await sleep(500);
  }
};

const findLostOf = async (url: string, pages: readonly number[]): Promise<readonly number[]> => {
  const lost: number[] = [];
  for (const page of pages) {
    if (await isLost(url, page)) {
      lost.push(page);
    }
  }
  return lost;
};

/** A page is lost when its target is down, or when its stored data cannot be queried. */
const isLost = async (url: string, page: number): Promise<boolean> => {
  if ((await countValues(url, `up{page="${page}"} == 1`)) === 0) {
    return true;
  }
  try {
    return (await countValues(url, `{page="${page}",job="pushed"}`)) === 0;
  } catch {
    // The answer breaks off, but the server continues: the query panicked.
    await countValues(url, "up");
    return true;
  }
};

const countValues = async (url: string, query: string): Promise<number> => {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as { readonly data: { readonly result: readonly unknown[] } };
  return data.result.length;
};
