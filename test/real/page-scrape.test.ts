import { createServer, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, expect, it } from "@jest/globals";
import { startPageServer } from "../../infra/local/page-server.ts";
import { chooseDestination } from "../../lambda/adapters/choose-destination.ts";
import { deleteGroup } from "../../lambda/store/groups/delete-group.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { gauge, histogram, sample, sampleFamily, summary } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { querySeries, waitForSeries } from "../support/prometheus-query.ts";
import { Random } from "../support/random.ts";
import {
  findPrometheus2,
  findPrometheus3,
  findPushgateway,
  startPrometheus,
  startPushgateway,
} from "../support/real-components.ts";
import { StoreWorld } from "../support/store/store-world.ts";

const TIMEOUT_MS = 120_000;

/** For longer runs by hand: `PAGE_SCRAPE_SECONDS=600 npm run test:real -- test/real/page-scrape`. */
const WATCHED_MS = Number(process.env["PAGE_SCRAPE_SECONDS"] ?? 12) * 1_000;

const closers: (() => Promise<unknown>)[] = [];

const serve = async (answer: (response: ServerResponse) => void): Promise<string> => {
  const server: Server = createServer((_request, response) => answer(response));
  const { port } = await listenOnLoopback(server);
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${port}`;
};

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

/** Leaves out the intended differences of the two pages. */
const SHARED = '{job=~"job-.*",__name__!~"push_time_seconds"}';

const families = (value: number) => [
  sampleFamily("counter", "requests_total", [
    sample(value, { code: "200" }),
    sample(value / 3, { code: "500" }),
  ]),
  gauge("a_gauge", -value * 1e6),
  {
    type: "histogram" as const,
    name: "seconds",
    help: "h",
    metrics: [
      histogram(
        [
          [0.1, value],
          [Number.POSITIVE_INFINITY, value * 2],
        ],
        { sum: value, count: value * 2 },
      ),
    ],
    at: 0,
  },
  {
    type: "summary" as const,
    name: "latency",
    help: "",
    metrics: [summary([[0.5, value]], { sum: value, count: value })],
    at: 0,
  },
];

const SERIES_A_GROUP = 2 + 1 + 4 + 3 + 2;
const GROUPS = 20;

const prometheuses = { "Prometheus 2.42": findPrometheus2(), "Prometheus 3.16": findPrometheus3() };

for (const [name, binary] of Object.entries(prometheuses)) {
  describeWithReal(`${name} and the page`, { prometheus: binary, pushgateway: findPushgateway() }, () => {
    it.each(name.includes("3.16") ? (["text", "protobuf"] as const) : (["text"] as const))(
      "stores as %s the same samples as from the Pushgateway",
      async (format) => {
        const pushgateway = await startPushgateway({ check: "off" });
        closers.push(() => pushgateway.stop());
        const world = await new StoreWorld().open(["instance"]);
        const functions = world.createFunction(["instance"]);
        const { destination } = chooseDestination(pushgateway.url, world.store);
        for (let group = 0; group < GROUPS; group++) {
          const key = keyOf(`job-${group % 3}`, group % 2 === 0 ? { instance: `i${group}` } : {});
          const stored = await world.write(families(group + 1), { key }, functions);
          if (stored.kind === "stored") {
            await destination.write(stored, 5_000);
          }
        }
        const page = await startPageServer(world.store.groups, 0);
        closers.push(() => page.close());
        const stores = await Promise.all(
          [pushgateway.url, page.url].map(async (url) => {
            const prometheus = await startPrometheus({ binary: binary!, target: new URL(url).host, format });
            closers.push(() => prometheus.stop());
            return prometheus;
          }),
        );
        const groups = new Set(Array.from({ length: GROUPS }, (_, i) => (i % 2 === 0 ? `i${i}` : i % 3)))
          .size;
        const [theirs, ours] = await Promise.all(
          stores.map(({ url }) => waitForSeries(url, SHARED, groups * SERIES_A_GROUP)),
        );
        expect(ours!.size).toBe(groups * SERIES_A_GROUP);
        expect(ours).toEqual(theirs);
      },
      TIMEOUT_MS,
    );

    it(
      `stores the same from both while groups are pushed and deleted, for ${WATCHED_MS / 1_000} s`,
      async () => {
        const pushgateway = await startPushgateway({ check: "off" });
        closers.push(() => pushgateway.stop());
        const world = await new StoreWorld().open(["instance"]);
        const functions = world.createFunction(["instance"]);
        const { destination } = chooseDestination(pushgateway.url, world.store);
        const page = await startPageServer(world.store.groups, 0);
        closers.push(() => page.close());
        const format = name.includes("3.16") ? "protobuf" : "text";
        const prometheuses = await Promise.all(
          [pushgateway.url, page.url].map(async (url) => {
            const prometheus = await startPrometheus({ binary: binary!, target: new URL(url).host, format });
            closers.push(() => prometheus.stop());
            return prometheus;
          }),
        );
        const random = new Random(20_261_128);
        const endMs = Date.now() + WATCHED_MS;
        let compared = 0;
        while (Date.now() < endMs) {
          for (let change = 0; change < 8; change++) {
            const key = keyOf(`job-${Math.floor(random.next() * 5)}`, {
              instance: `i${Math.floor(random.next() * 4)}`,
            });
            if (random.next() < 0.35) {
              await deleteGroup(key, world.createId(), functions);
              await destination.remove(key, 5_000);
              continue;
            }
            const value = 1 + Math.floor(random.next() * 1e6);
            const some = families(value).filter(() => random.next() < 0.7);
            const method = random.next() < 0.5 ? "PUT" : "POST";
            const stored = await world.write(some, { key, method }, functions);
            if (stored.kind === "stored") {
              await destination.write(stored, 5_000);
            }
          }
          // Both have scraped the current content.
          await sleep(3_000);
          const [theirs, ours] = await Promise.all(prometheuses.map(({ url }) => querySeries(url, SHARED)));
          expect(ours).toEqual(theirs);
          compared += ours?.size ?? 0;
        }
        expect(compared).toBeGreaterThan(100);
      },
      TIMEOUT_MS + WATCHED_MS,
    );

    it(
      "treats a target as down when the page is cut",
      async () => {
        const page = gzipSync(
          `${'# TYPE m gauge\nm{i="0"} 1\n'}${Array.from({ length: 5_000 }, (_, i) => `m{i="${i + 1}"} ${Math.random()}\n`).join("")}`,
        );
        const cuts = Array.from({ length: 9 }, (_, i) => Math.floor((page.length * (i + 1)) / 10));
        const headers = {
          "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
          "Content-Encoding": "gzip",
        };
        const targets = await Promise.all([
          serve((response) => response.writeHead(200, headers).end(page)),
          // The transfer ends normally, but too early.
          ...cuts.map((cut) =>
            serve((response) => response.writeHead(200, headers).end(page.subarray(0, cut))),
          ),
          // The connection breaks.
          ...cuts.map((cut) =>
            serve((response) => {
              response.writeHead(200, { ...headers, "Content-Length": page.length });
              response.write(page.subarray(0, cut), () => response.destroy());
            }),
          ),
          serve((response) => response.writeHead(200, headers).end(page.subarray(0, -1))),
        ]);
        const prometheus = await startPrometheus({ binary: binary!, target: targets.join('", "') });
        closers.push(() => prometheus.stop());
        const up = await waitForSeries(prometheus.url, "up", targets.length);
        expect([...up.values()].toSorted()).toEqual([...Array.from({ length: 19 }, () => 0), 1]);
        expect((await querySeries(prometheus.url, "count(m)")).get("undefined{}")).toBe(5_001);
      },
      TIMEOUT_MS,
    );
  });
}
