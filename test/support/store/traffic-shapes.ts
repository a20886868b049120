import { Relay } from "../../../lambda/destinations/relay.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { ok } from "../../../lambda/model/result.ts";
import type { StorePorts } from "../../../lambda/store/group-push.ts";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { RefusalCounter } from "../../../lambda/store/limits/refusal-counter.ts";
import { AWS_PUSH_TIMES, AWS_TIMES } from "../../../lambda/store/run-times.ts";
import { writeOwnGroup } from "../../../lambda/sweep/own-metrics/write-own-group.ts";
import { gauge, sample, sampleFamily } from "../expositions.ts";
import { keyOf } from "../grouping-key.ts";
import { countRequests, type StoreCounts } from "./counting-store.ts";
import { ModelPushgateway } from "./model-pushgateway.ts";
import { StoreWorld } from "./store-world.ts";

export interface TrafficShape {
  readonly name: string;
  /** Its requests to the store, including refused ones. Reads are counted in items. */
  readonly count: (families: number) => Promise<Pick<StoreCounts, "writes" | "readItems">>;
}

const gauges = (families: number, value: number): readonly MetricFamily[] =>
  Array.from({ length: families }, (_, index) => gauge(`m${index}`, value));

const untyped = (families: number, value: number): readonly MetricFamily[] =>
  Array.from({ length: families }, (_, index) => sampleFamily("untyped", `m${index}`, [sample(value)]));

interface Scene {
  readonly world: StoreWorld;
  /** A function that remembers nothing. */
  readonly cold: () => StorePorts;
}

/** Counts the second step only. */
const after =
  (
    before: (scene: Scene, families: number) => Promise<unknown>,
    counted: (scene: Scene, families: number) => Promise<unknown>,
  ): TrafficShape["count"] =>
  async (families) => {
    const world = await new StoreWorld().open(["instance", "run"]);
    const store = countRequests(world.inner);
    world.store = store;
    const scene = { world, cold: () => world.createFunction(["instance", "run"]) };
    await before(scene, families);
    store.restart();
    await counted(scene, families);
    const { writes, readItems } = store.restart();
    return { writes, readItems };
  };

const write = async (
  { world, cold }: Scene,
  families: readonly MetricFamily[],
  run = "1",
  method?: "POST",
) => {
  const key = keyOf("job", { run });
  const push = world.push(families, { key, ...(method !== undefined && { method }) });
  const outcome = await writeGroup(push, cold());
  if (outcome.kind !== "stored") {
    throw new TypeError(`a push of a shape is ${outcome.kind}`);
  }
};

const writeOwn = async ({ world }: Scene, families: number): Promise<void> => {
  const now = () => world.nowMs;
  const ports = {
    store: world.store,
    destination: new ModelPushgateway(),
    now,
    createId: () => world.createId(),
    backOff: nothing,
  };
  world.nowMs += 300_000;
  await writeOwnGroup(gauges(families, world.nowMs), ports, AWS_TIMES);
};

const nothing = async (): Promise<void> => {};

/** The store requests of pushes, each from a function that remembers nothing. The real push code is counted. */
export const TRAFFIC_SHAPES = {
  steady: {
    name: "a push of the same series",
    count: after(
      (scene, families) => write(scene, gauges(families, 1)),
      (scene, families) => write(scene, gauges(families, 2)),
    ),
  },
  adopting: {
    name: "the same without types, which another push has given",
    count: after(
      (scene, families) => write(scene, gauges(families, 1)),
      (scene, families) => write(scene, untyped(families, 2)),
    ),
  },
  merging: {
    name: "a POST of one family to a group with more families",
    count: after(
      (scene, families) => write(scene, gauges(families, 1)),
      (scene) => write(scene, gauges(1, 2), "1", "POST"),
    ),
  },
  newGroup: {
    name: "the first push of a group with known names",
    count: after(
      async (scene, families) => {
        // Nine groups exceed the list of the label's values.
        for (let run = 0; run < 9; run++) {
          await write(scene, gauges(families, 1), `r${run}`);
        }
      },
      (scene, families) => write(scene, gauges(families, 1), "new"),
    ),
  },
  newNames: {
    name: "the first push of a group with new names",
    count: after(nothing, (scene, families) => write(scene, gauges(families, 1))),
  },
  refused: {
    name: "the count of a refused push, at most once in ten seconds",
    count: after(nothing, async ({ world }) => {
      const within = async (work: Promise<unknown>) => ok(await work);
      const counter = new RefusalCounter({ store: world.store, now: () => world.nowMs, within });
      for (let second = 0; second < 10; second++) {
        counter.count("app", "payload-invalid");
        await counter.addIfDue();
        world.nowMs += 999;
      }
    }),
  },
  ownGroup: {
    name: "the proxy's own group, in each run of the sweep",
    count: after(writeOwn, writeOwn),
  },
  deleted: {
    name: "a DELETE",
    count: after(
      (scene, families) => write(scene, gauges(families, 1)),
      async ({ world, cold }) => {
        world.nowMs += 1_000;
        const key = keyOf("job", { run: "1" });
        const buried = await deleteGroup(key, world.createId(), cold());
        if (buried.kind === "buried") {
          const destination = new ModelPushgateway();
          const ports = { destination, store: world.store, now: () => world.nowMs, times: AWS_PUSH_TIMES };
          await new Relay(ports).remove({ path: key.path, ...buried });
        }
      },
    ),
  },
} as const satisfies Readonly<Record<string, TrafficShape>>;
