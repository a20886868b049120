import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../../infra/local/terminal/progress.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import type { PermittedPush } from "../../../lambda/model/stages.ts";
import { RememberedItems, rememberedForMs } from "../../../lambda/store/contracts/remembered-items.ts";
import type { StorePorts } from "../../../lambda/store/group-push.ts";
import { AWS_PUSH_TIMES } from "../../../lambda/store/run-times.ts";
import { storePush } from "../../../lambda/store/store-push.ts";
import { PRICES } from "../../../scripts/estimate-cost.ts";
import { createClient, createGrant } from "../../support/granted-pushes.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";
import { type Bars, toBars } from "../bars.ts";
import { formatTable } from "../table.ts";
import { type Hottest, UnitStore, type Units } from "./unit-store.ts";

const PUSHES_PER_SECOND = 5_000;
/**
 * The number of functions. Each has just started, remembers separately, and pushes in turn. At 50 ms a push 250 would
 * suffice; an account may run 1,000 at once unless AWS allows more. More functions read more often.
 */
const FUNCTIONS = 1_000;
/** The number of clients that share the groups of the second fleet. */
const CLIENTS = 100;

/** DynamoDB's limits per second for one partition, and so for one item. */
const MOST_WRITE_UNITS = 1_000;
const MOST_READ_UNITS = 3_000;

const AMPLE = { groups: 1e9, series: 1e12, bytes: 1e15, names: 1e9 } as const;

export interface PushRow extends Units {
  readonly pushes: number;
  readonly usdPerMillion: number;
  /** Of the pushing code, one after the other, and of the counting here. */
  readonly microsecondsPerPush: number;
}

export interface PushResult {
  /** First pushes of the groups of one client, which has one counter. */
  readonly first: PushRow;
  readonly firstOfMany: PushRow;
  readonly steady: PushRow;
}

/**
 * Pushes groups of the sample once each, 5,000 in a second of a virtual clock: all of one client, and in another store
 * of many clients. Then pushes each group again. Throws if an item needs more than DynamoDB allows, or if pushes of the
 * same series need more than a partition allows. A first push writes each group twice, and one of the two writes is
 * refused.
 */
export const measurePushes = async (groups: number, progress: Progress): Promise<PushResult> => {
  const show = (text: string) => (done: number) => progress.show({ done, total: groups, text });
  const firstOfMany = await measureFirst(CLIENTS, groups, show("first pushes of many clients"));
  const one = await createFleet(1);
  const first = await one.pushAll(groups, show("first pushes of one client"));
  const steady = await one.pushAll(groups, show("pushes of the same series"));
  for (const { hottestWrite, hottestRead } of [firstOfMany, first, steady]) {
    check("write", hottestWrite, MOST_WRITE_UNITS);
    check("read", hottestRead, MOST_READ_UNITS);
  }
  check("write", steady.hottestPartition, MOST_WRITE_UNITS);
  return { first, firstOfMany, steady };
};

/** In a separate function, so that a million groups are released before another million is stored. */
const measureFirst = async (
  clients: number,
  groups: number,
  show: (done: number) => void,
): Promise<PushRow> => (await createFleet(clients)).pushAll(groups, show);

const check = (of: "write" | "read", { key, units }: Hottest, most: number): void => {
  if (units >= most) {
    throw new Error(`${key} takes ${units} ${of} units in a second, and DynamoDB less than ${most}`);
  }
};

const createFleet = async (clients: number) => {
  const world = await new StoreWorld(createMemoryStore()).open();
  world.maxima = AMPLE;
  let nowMs = world.nowMs;
  const now = () => nowMs;
  const store = new UnitStore(world.inner, now);
  const functions = Array.from(
    { length: FUNCTIONS },
    (): StorePorts => ({
      ...world.createFunction(),
      store,
      now,
      random: Math.random,
      memory: new RememberedItems({ now, stopwatch: now, forMs: rememberedForMs(AWS_PUSH_TIMES) }),
    }),
  );
  const push = createPush(clients);
  return {
    pushAll: async (groups: number, show: (done: number) => void): Promise<PushRow> => {
      const begun = process.cpuUsage();
      for (let group = 0; group < groups; group++) {
        if (group % PUSHES_PER_SECOND === 0) {
          show(group);
        }
        nowMs += 1_000 / PUSHES_PER_SECOND;
        const stored = await storePush(push(group), functions[group % FUNCTIONS]!);
        if (!stored.ok) {
          throw new Error(JSON.stringify(stored.error));
        }
      }
      const units = store.take();
      return {
        ...units,
        pushes: groups,
        usdPerMillion: toUsd(units) / (groups / 1e6),
        microsecondsPerPush: process.cpuUsage(begun).user / groups,
      };
    },
  };
};

/** As the stages before `store` would have made it. */
const createPush = (clients: number): ((group: number) => PermittedPush) => {
  const exposition = decodeText(readFileSync(join(import.meta.dirname, "../../corpus/sample.prom")));
  if (!exposition.ok) {
    throw new TypeError("the sample cannot be read");
  }
  const { limits, ...client } = createClient({});
  const grants = [{ grant: createGrant() }];
  const unlimited = {
    ...limits,
    groups: AMPLE.groups,
    totalSeries: AMPLE.series,
    totalBytes: AMPLE.bytes,
    totalNames: AMPLE.names,
  };
  return (group) =>
    ({
      client: { ...client, id: `${client.id}-${group % clients}`, limits: unlimited },
      grants,
      request: { key: keyOf("desktop-app", { instance: `host-${group}` }), method: "PUT" },
      exposition: exposition.value,
    }) as unknown as PermittedPush;
};

const toUsd = ({ writes, reads }: Units): number =>
  (writes / 1e6) * (PRICES.usd["dynamoDbPerMillionWrites"] ?? Number.NaN) +
  (reads / 1e6) * (PRICES.usd["dynamoDbPerMillionReads"] ?? Number.NaN);

const toNamedRows = ({ first, firstOfMany, steady }: PushResult) =>
  [
    ["first of each group, one client", first],
    [`first of each group, ${CLIENTS} clients`, firstOfMany],
    ["of the same series", steady],
  ] as const;

export const drawPushes = (result: PushResult): readonly Bars[] =>
  toBars(toNamedRows(result), ([name]) => name, [
    { title: "write units a push", unit: "", figureOf: ([, { writes, pushes }]) => writes / pushes },
    { title: "read units a push", unit: "", figureOf: ([, { reads, pushes }]) => reads / pushes },
    {
      title: "processor time of a push",
      unit: "µs",
      figureOf: ([, { microsecondsPerPush }]) => microsecondsPerPush,
    },
  ]);

export const toPushTable = (result: PushResult): string =>
  formatTable(
    [
      "pushes, 5,000 a second",
      "",
      "write units a push",
      "read units",
      "store, a million",
      "hottest item: writes",
      "reads",
      "us a push",
    ],
    toNamedRows(result).map(([name, row]) => [
      name,
      row.pushes.toLocaleString("en"),
      (row.writes / row.pushes).toFixed(3),
      (row.reads / row.pushes).toFixed(3),
      `$${row.usdPerMillion.toFixed(2)}`,
      toText(row.hottestWrite),
      toText(row.hottestRead),
      row.microsecondsPerPush.toFixed(0),
    ]),
  );

const toText = ({ key, units }: Hottest): string => `${units}/s (${key.replace(/[# ].*/, "")})`;
