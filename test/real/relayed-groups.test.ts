import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createAxiosPushgateway } from "../../lambda/adapters/pushgateway/axios-pushgateway.ts";
import { createPushgatewayReader } from "../../lambda/adapters/pushgateway/pushgateway-reader.ts";
import { createPageReader } from "../../lambda/adapters/pushgateway/scrape-page-reader.ts";
import type { Destination } from "../../lambda/destinations/destination.ts";
import { createPushgatewayDestination } from "../../lambda/destinations/pushgateway/pushgateway-destination.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { type Needs, toNeeds, toNeedsOfSeen } from "../../lambda/store/contracts/needs.ts";
import { decodeContent, encodeContent } from "../../lambda/store/groups/content.ts";
import { toOwnFamilies } from "../../lambda/store/groups/own-families.ts";
import type { LiveGroup } from "../../lambda/store/items.ts";
import { NO_HOLDING } from "../../lambda/store/items.ts";
import { AWS_TIMES } from "../../lambda/store/run-times.ts";
import type { Store } from "../../lambda/store/store.ts";
import { createExpiry } from "../../lambda/sweep/garbage/expire.ts";
import { run } from "../../lambda/sweep/run/run.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { ContractUsage } from "../../lambda/sweep/scan/contract-usage.ts";
import { readSeenOnPage } from "../../lambda/sweep/scan/read-seen.ts";
import type { SeenGroup } from "../../lambda/sweep/scan/seen-group.ts";
import { arbitraryExposition } from "../support/arbitrary-expositions.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { keyOf } from "../support/grouping-key.ts";
import {
  FEWER_COLLECTIONS,
  findProgram,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { createLiveGroup } from "../support/store/live-group.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";
import { StoreWorld } from "../support/store/store-world.ts";
import { toRuns } from "../support/test-length.ts";

const TIMEOUT_MS = 180_000;

const TRACKED = new Set(["instance", "la", "lb"]);

interface Group {
  readonly key: GroupingKey;
  readonly families: readonly MetricFamily[];
  readonly atMs: number;
}

const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom("a/b", "é", " ", "\n", '"', "..", "+"),
);

const isUtf8 = (text: string): boolean => text.isWellFormed();

const group: fc.Arbitrary<Group> = fc
  .record({
    job: value.filter(isUtf8),
    labels: fc.dictionary(fc.constantFrom("instance", "la", "x", "le_"), value.filter(isUtf8), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    families: arbitraryExposition(),
    atMs: fc.integer({ min: 1_000, max: 2_000_000_000_000 }),
  })
  .map(({ job, labels, families, atMs }) => {
    const key = keyOf(job, labels);
    return { key, families: toOwnFamilies(families, key), atMs };
  });

const groups = fc.uniqueArray(group, { minLength: 1, maxLength: 20, selector: ({ key }) => key.path });

const sorted = ({ names, placements }: Needs) => ({
  names: names.map((need) => JSON.stringify(need)).sort(),
  placements: placements.map((need) => JSON.stringify(need)).sort(),
});

/** The JSON of a Pushgateway does not show the buckets of gauge histograms, and Debian's shows no fractional counts. */
const isShown = ({ type, metrics }: MetricFamily): boolean =>
  type !== "gaugehistogram" &&
  metrics.every(
    (metric) =>
      !("buckets" in metric) ||
      metric.buckets.every(({ cumulativeCount }) => Number.isInteger(cumulativeCount)),
  );

/** With names that no other group has, and each series once, although labels of the key were left out. */
const withoutConflicts = (families: readonly MetricFamily[], index: number): readonly MetricFamily[] =>
  families.map((family) => {
    const byLabels = new Map(family.metrics.map((metric) => [JSON.stringify(metric.labels), metric]));
    return { ...family, name: `g${index}_${family.name}`, metrics: [...byLabels.values()] } as MetricFamily;
  });

/** Job, family, label and value, as a hash, of each use. The page does not show on which side a value is. */
const valuesIn = (usage: ContractUsage | undefined): ReadonlySet<string> =>
  new Set(
    Array.from(usage?.placementsOf(TRACKED) ?? []).flatMap(([job, needs]) =>
      needs.map(({ family, label, hash }) => JSON.stringify([job, family, label, hash])),
    ),
  );

const BINARIES = [
  ["the newest", findProgram("pushgateway")],
  ["Debian's", findProgram("prometheus-pushgateway")],
] as const;

describe.each(BINARIES)("%s Pushgateway", (name, binary) => {
  describeWithReal(`relayed groups at ${name} Pushgateway`, { pushgateway: binary }, () => {
    let pushgateway: RunningProgram;
    let destination: Destination;

    beforeAll(async () => {
      pushgateway = await startPushgateway({
        binary,
        check: "off",
        errors: "dropped",
        environment: FEWER_COLLECTIONS,
      });
      destination = createPushgatewayDestination({
        pushgateway: createAxiosPushgateway(pushgateway.url),
        now: Date.now,
        sleep,
        random: Math.random,
      });
    });

    afterAll(() => pushgateway.stop());

    const readAll = async (): Promise<readonly SeenGroup[]> => {
      const seen: SeenGroup[] = [];
      for await (const one of createPushgatewayReader(new URL(pushgateway.url)).readGroups()) {
        if (one.kind === "group") {
          seen.push(one);
        }
      }
      return seen;
    };

    /** A Pushgateway applies a request some time after it has answered it. */
    const settle = async (
      isSettled: (seen: readonly SeenGroup[]) => boolean,
    ): Promise<readonly SeenGroup[]> => {
      for (let tries = 1; ; tries++) {
        const seen = await readAll();
        if (isSettled(seen) || tries === 100) {
          return seen;
        }
        await sleep(20);
      }
    };

    const empty = async (): Promise<void> => {
      for (const { exactPath } of await readAll()) {
        await destination.remove({ path: exactPath }, 5_000);
      }
      await settle((seen) => seen.length === 0);
    };

    const relay = async ({ key, families, atMs }: Group): Promise<void> => {
      const content = encodeContent(families);
      expect(await destination.write({ path: key.path, content, atMs }, 5_000)).toEqual({
        kind: "delivered",
      });
    };

    const isThere =
      (pushed: readonly Group[]) =>
      (seen: readonly SeenGroup[]): boolean =>
        pushed.every(({ key, atMs }) =>
          seen.some(({ exactPath, markerMs }) => exactPath === key.path && markerMs === atMs),
        );

    const runOn = (store: Store, world: StoreWorld): Promise<RunReport> => {
      world.nowMs += 100_000;
      return run(
        {
          store,
          destination,
          reader: createPushgatewayReader(new URL(pushgateway.url)),
          readPage: createPageReader(new URL(pushgateway.url), 5_000),
          now: () => world.nowMs,
          createId: randomUUID,
          backOff: async () => {},
        },
        {
          times: { ...AWS_TIMES, relayTimeoutMs: 5_000 },
          trackedLabels: TRACKED,
          expiry: createExpiry([]),
          heal: "off",
          limits: { allowed: new Map(), maxima: NO_HOLDING },
          ownGroup: "off",
        },
        "apply",
      );
    };

    /** Debian's ends its page at a gauge histogram. */
    const isOnPage = ({ type }: MetricFamily): boolean => name === "the newest" || type !== "gaugehistogram";

    const toItem = (one: Group, { groups: { table } }: Store): LiveGroup =>
      createLiveGroup(one, table, TRACKED);

    it(
      "are read back with their markers and needs, whatever their content",
      async () => {
        await fc.assert(
          fc.asyncProperty(groups, async (pushed) => {
            await empty();
            for (const one of pushed) {
              await relay(one);
            }
            const seen = await settle(isThere(pushed));
            expect(seen).toHaveLength(pushed.length);
            for (const { key, families, atMs } of pushed) {
              const found = seen.find(({ exactPath }) => exactPath === key.path);
              expect(found).toMatchObject({ key, markerMs: atMs });
              const needs = toNeedsOfSeen(found?.families ?? [], key, TRACKED);
              expect(sorted(needs)).toEqual(sorted(toNeeds(families, key, TRACKED)));
            }
          }),
          { numRuns: toRuns({ short: 15, full: 300 }) },
        );
      },
      TIMEOUT_MS,
    );

    it(
      "are found on the page with their markers and uses, as in the JSON",
      async () => {
        await fc.assert(
          fc.asyncProperty(groups, async (many) => {
            await empty();
            const pushed = many.map((one, index) => ({
              ...one,
              families: withoutConflicts(one.families.filter(isOnPage), index),
            }));
            for (const one of pushed) {
              await relay(one);
            }
            const inJson = await settle(isThere(pushed));
            const onPage = await readSeenOnPage(createPageReader(new URL(pushgateway.url), 5_000), TRACKED);
            expect(onPage?.seen.groups).toEqual(
              new Map(inJson.map(({ exactPath, markerMs }) => [exactPath, { markerMs }])),
            );
            const fromJson = new ContractUsage();
            for (const { key, families } of inJson) {
              const needs = toNeedsOfSeen(families, key, TRACKED);
              fromJson.add(needs, key.job);
              const unused = needs.names.filter((need) => onPage?.usage.hasName(need.name, need) !== true);
              expect(unused).toEqual([]);
            }
            expect(valuesIn(onPage?.usage)).toEqual(valuesIn(fromJson));
          }),
          { numRuns: toRuns({ short: 15, full: 300 }) },
        );
      },
      TIMEOUT_MS,
    );

    it(
      "are repaired by one run, and the next one finds nothing to repair",
      async () => {
        await fc.assert(
          fc.asyncProperty(groups, fc.nat(), async (pushed, chance) => {
            await empty();
            const world = await new StoreWorld(createMemoryStore()).open([...TRACKED]);
            for (const one of pushed) {
              await world.inner.groups.write(toItem(one, world.inner), undefined);
            }
            // Some are there, some in an older version.
            const there = pushed.flatMap((one, index): readonly Group[] => {
              const age = (index + chance) % 3;
              return age === 2 ? [] : [{ ...one, atMs: one.atMs - age }];
            });
            for (const one of there) {
              await relay(one);
            }
            await settle(isThere(there));
            world.nowMs = 2_000_000_000_000;
            expect(await runOn(world.inner, world)).toMatchObject({ outcome: "whole", refused: [] });
            await settle(isThere(pushed));
            expect(await runOn(world.inner, world)).toMatchObject({
              outcome: "whole",
              repairs: { missing: 0, older: 0, leftOver: 0, failed: 0 },
              foreign: [],
              storeBehind: [],
              unreadable: [],
            });
          }),
          { numRuns: toRuns({ short: 8, full: 100 }) },
        );
      },
      TIMEOUT_MS,
    );

    it(
      "are taken over by a new store, as far as the JSON shows them",
      async () => {
        await fc.assert(
          fc.asyncProperty(groups, async (many) => {
            await empty();
            const pushed = many.map((one, index) => ({
              ...one,
              families: withoutConflicts(one.families.filter(isShown), index),
            }));
            for (const one of pushed) {
              await relay(one);
            }
            await settle(isThere(pushed));
            const world = new StoreWorld(createMemoryStore());
            world.nowMs = 2_000_000_000_000;
            const first = await runOn(world.inner, world);
            expect(first).toMatchObject({ outcome: "opening", opening: { misfits: [] } });
            await runOn(world.inner, world);
            expect(await runOn(world.inner, world)).toMatchObject({ opening: { isOpen: true } });
            for (const { key, families, atMs } of pushed) {
              const item = await world.inner.groups.read(key.path);
              expect(item).toMatchObject({
                state: "live",
                atMs,
                series: toItem({ key, families, atMs }, world.inner).series,
              });
              if (item?.state === "live") {
                expect(simplify(decodeContent(item.content))).toEqual(simplify(families));
              }
            }
            expect(await runOn(world.inner, world)).toMatchObject({
              outcome: "whole",
              repairs: { missing: 0, older: 0, leftOver: 0 },
              storeBehind: [],
            });
          }),
          { numRuns: toRuns({ short: 8, full: 100 }) },
        );
      },
      TIMEOUT_MS,
    );
  });
});

/** Encoded, so that positions are not compared. */
const simplify = (families: readonly MetricFamily[]): readonly MetricFamily[] =>
  decodeContent(encodeContent(families)).map(
    (family) =>
      ({
        ...family,
        at: 0,
        metrics: family.metrics.map((metric) => JSON.parse(JSON.stringify(metric, numbersAsText))),
      }) as MetricFamily,
  );

const numbersAsText = (name: string, value_: unknown): unknown =>
  name === "at" ? 0 : typeof value_ === "number" ? String(value_) : value_;
