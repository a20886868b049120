import { setTimeout as sleep } from "node:timers/promises";
import { encodePrototext } from "../prototext.ts";
import {
  findPrometheus2,
  findPrometheus3,
  type RunningProgram,
  startPushgateway,
} from "../real-components.ts";
import { type Page, type Pages, servePages } from "./page-server.ts";
import type { PushedCase, Reader } from "./pushed-case.ts";
import { startScraperOfMany } from "./scraper-of-many.ts";

const DELIMITED =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/** What each case does to the readers of an unchecked Pushgateway with this content. */
export const findBroken = async (cases: readonly PushedCase[]): Promise<readonly (readonly Reader[])[]> => {
  const { pages, isApiBroken } = await pushAll(cases);
  const server = await servePages(pages);
  const everyPage = [...pages.keys()];
  const scrapers = await Promise.all([
    startScraperOfMany(findPrometheus2() ?? "", "2.42 text", server.host, everyPage),
    startScraperOfMany(findPrometheus2() ?? "", "2.42 protobuf", server.host, everyPage),
    startScraperOfMany(findPrometheus3() ?? "", "3.16 protobuf", server.host, everyPage),
  ]);
  try {
    const lost = await Promise.all(scrapers.map(({ findLost }) => findLost()));
    return everyPage.map((index) => [
      ...(isApiBroken[index] === true ? ["Pushgateway's API" as const] : []),
      ...scrapers.flatMap(({ reader }, n) => (lost[n]?.has(index) === true ? [reader] : [])),
    ]);
  } finally {
    await Promise.all(scrapers.map(({ stop }) => stop()));
    server.close();
  }
};

/** Whether a Prometheus 2.42 that scrapes the case as protobuf ends. */
export const endsPrometheus2 = async (pushed: PushedCase): Promise<boolean> => {
  const { pages } = await pushAll([pushed]);
  const server = await servePages(pages);
  const scraper = await startScraperOfMany(findPrometheus2() ?? "", "2.42 protobuf", server.host, [0]);
  try {
    return await scraper.findLost().then(
      () => false,
      () => true,
    );
  } finally {
    await scraper.stop();
    server.close();
  }
};

interface Pushed {
  readonly pages: readonly Pages[];
  readonly isApiBroken: readonly boolean[];
}

/** Pushes one case after another, each to an empty Pushgateway, and keeps its answers. */
const pushAll = async (cases: readonly PushedCase[]): Promise<Pushed> => {
  const pushgateway = await startPushgateway({ check: "off", errors: "dropped" });
  const pages: Pages[] = [];
  const isApiBroken: boolean[] = [];
  try {
    for (const { groups } of cases) {
      await changeGroups(pushgateway, groups, "PUT");
      pages.push({
        text: await readPage(pushgateway, "text/plain"),
        protobuf: await readPage(pushgateway, DELIMITED),
      });
      isApiBroken.push(await isUnreadable(`${pushgateway.url}/api/v1/metrics`));
      await changeGroups(pushgateway, groups, "DELETE");
    }
  } finally {
    await pushgateway.stop();
  }
  return { pages, isApiBroken };
};

const changeGroups = async (
  { url }: RunningProgram,
  groups: PushedCase["groups"],
  method: "PUT" | "DELETE",
): Promise<void> => {
  for (const [index, families] of groups.entries()) {
    const response = await fetch(`${url}/metrics/job/pushed/instance/${index}`, {
      method,
      headers: { "content-type": DELIMITED },
      ...(method === "PUT" && { body: Buffer.concat(families.map(encodePrototext)) }),
    });
    if (response.status !== 202) {
      throw new Error(`${method} answered ${response.status}: ${await response.text()}`);
    }
  }
  // An unchecked Pushgateway answers before it has written.
  while (!(await isWritten(url, method === "PUT" ? groups.length : 0))) {
    await sleep(2);
  }
};

/** Groups that contradict each other show up as an error. */
const isWritten = async (url: string, groupCount: number): Promise<boolean> => {
  const page = await fetch(`${url}/metrics`);
  const pushTimes = (await page.text()).split("\npush_time_seconds{").length - 1;
  return groupCount > 0 ? !page.ok || pushTimes === groupCount : page.ok && pushTimes === 0;
};

const readPage = async ({ url }: RunningProgram, accept: string): Promise<Page> => {
  const response = await fetch(`${url}/metrics`, { headers: { accept } });
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    body: new Uint8Array(await response.arrayBuffer()),
  };
};

const isUnreadable = async (url: string): Promise<boolean> => {
  try {
    return !(await fetch(url)).ok;
  } catch {
    return true;
  }
};
