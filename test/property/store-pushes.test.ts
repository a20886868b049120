import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { decide, keysOf } from "../../lambda/store/contracts/decide.ts";
import { toNeeds } from "../../lambda/store/contracts/needs.ts";
import { decodeContent } from "../../lambda/store/groups/content.ts";
import { deleteGroup } from "../../lambda/store/groups/delete-group.ts";
import { writeGroup } from "../../lambda/store/groups/write-group.ts";
import type { LiveGroup } from "../../lambda/store/items.ts";
import type { Store } from "../../lambda/store/store.ts";
import { histogram, sample, sampleFamily } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import { type Disturbance, disturb } from "../support/store/disturbed-store.ts";
import { StoreWorld } from "../support/store/store-world.ts";

const TRACKED = new Set(["instance"]);
const KEYS = ["", "a", "b"].map((instance) => keyOf("j", { instance }));

const family = fc.oneof(
  fc
    .record({
      type: fc.constantFrom("counter" as const, "gauge" as const, "untyped" as const),
      name: fc.constantFrom("m", "h", "h_count"),
      instance: fc.constantFrom("", "a", "b", "c"),
      value: fc.nat({ max: 9 }),
    })
    .map(({ type, name, instance, value }) =>
      sampleFamily(type, name, [sample(value, instance === "" ? {} : { instance })]),
    ),
  fc.constant<MetricFamily>({
    type: "histogram",
    name: "h",
    help: "",
    metrics: [histogram([[1, 1]], { count: 2 })],
    at: 0,
  }),
);

const step = fc.record({
  kind: fc.constantFrom("PUT" as const, "POST" as const, "DELETE" as const),
  key: fc.nat({ max: KEYS.length - 1 }),
  families: fc.uniqueArray(family, { maxLength: 2, selector: ({ name }) => name }),
  owner: fc.constantFrom("x", "y"),
});

/** Lets others run for a few turns before a request arrives. */
const pause = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) {
    await Promise.resolve();
  }
};

const readLive = async (store: Store): Promise<ReadonlyMap<GroupingKey, LiveGroup>> => {
  const live = new Map<GroupingKey, LiveGroup>();
  for (const key of KEYS) {
    const item = await store.groups.read(key.path);
    if (item?.state === "live") {
      live.set(key, item);
    }
  }
  return live;
};

/** Every entry that a stored group rests on exists, with its meaning. */
const expectEntries = async (store: Store): Promise<void> => {
  for (const [key, { content }] of await readLive(store)) {
    const needs = toNeeds(decodeContent(content), key, TRACKED);
    const items = await store.contracts.read(keysOf(needs, key.job));
    const context = { by: undefined, job: key.job, labelState: () => "open" as const };
    expect(decide(needs, items, context)).toEqual({ conflicts: [], writes: [] });
  }
};

const carryOut = async (
  world: StoreWorld,
  steps: readonly {
    kind: "PUT" | "POST" | "DELETE";
    key: number;
    families: readonly MetricFamily[];
    owner: string;
  }[],
  disturbanceOf: (request: number) => Disturbance,
) => {
  let requests = 0;
  world.store = disturb(world.inner, () => disturbanceOf(requests++));
  const functions = [world.createFunction(), world.createFunction()];
  return Promise.all(
    steps.map(({ kind, key, families, owner }, index) => {
      const ports = functions[index % functions.length]!;
      world.nowMs += index % 2;
      if (kind === "DELETE") {
        return deleteGroup(KEYS[key]!, world.createId(), ports);
      }
      return writeGroup(world.push(families, { method: kind, key: KEYS[key]!, owner }), ports);
    }),
  );
};

describe("racing pushes", () => {
  it("leave every stored group with its entries, whatever is lost, and store what they report as stored", async () => {
    const disturbances = fc.infiniteStream(
      fc.oneof(
        { weight: 20, arbitrary: fc.nat({ max: 12 }) },
        { weight: 1, arbitrary: fc.constantFrom("lost" as const, "unheard" as const) },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), disturbances, async (steps, stream) => {
        const world = await new StoreWorld().open(["instance"]);
        const outcomes = await carryOut(world, steps, () => {
          const next = stream.next().value;
          return typeof next === "number" ? () => pause(next) : next;
        });
        await expectEntries(world.inner);
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.kind !== "stored") {
            continue;
          }
          const item = await world.inner.groups.read(KEYS[steps[index]!.key]!.path);
          expect(item?.atMs).toBeGreaterThanOrEqual(outcome.atMs);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("count to the last series what is stored, as long as every answer arrives", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          step.filter(({ kind }) => kind !== "DELETE"),
          { maxLength: 12 },
        ),
        fc.infiniteStream(fc.nat({ max: 12 })),
        async (steps, stream) => {
          const world = await new StoreWorld().open(["instance"]);
          await carryOut(world, steps, () => {
            const turns = stream.next().value;
            return () => pause(turns);
          });
          const live = [...(await readLive(world.inner)).values()];
          for (const owner of ["x", "y"]) {
            const owned = live.filter((item) => item.owner === owner);
            expect(await world.holding(owner)).toMatchObject({
              groups: owned.length,
              series: owned.reduce((sum, { series }) => sum + series, 0),
              bytes: owned.reduce((sum, { countedBytes }) => sum + countedBytes, 0),
            });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
