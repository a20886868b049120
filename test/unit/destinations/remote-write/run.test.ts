import { beforeEach, describe, expect, it } from "@jest/globals";
import type { RemoteWriteReport } from "../../../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../../../lambda/destinations/remote-write/times.ts";
import { type Store, StoreOutage } from "../../../../lambda/store/store.ts";
import { writeGroup } from "../../../../lambda/store/write-group.ts";
import { sample, sampleFamily } from "../../../support/expositions.ts";
import { ModelReceiver } from "../../../support/remote-write/model-receiver.ts";
import { createMemoryStore } from "../../../support/store/memory-store.ts";
import { keyOf, StoreWorld } from "../../../support/store/store-world.ts";

const MINUTE = 60_000;

let world: StoreWorld;
let receiver: ModelReceiver;

beforeEach(async () => {
  world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
  receiver = new ModelReceiver();
  for (const instance of ["x", "y"]) {
    const push = world.push([sampleFamily("gauge", "m", [sample(1)])], { key: keyOf("batch", { instance }) });
    await writeGroup(push, world.createFunction());
  }
});

const run = (store: Pick<Store, "groups" | "contracts"> = world.inner): Promise<RemoteWriteReport> => {
  world.nowMs += 2 * MINUTE;
  return runRemoteWrite(
    {
      name: "d",
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
      receiver: { renewCredential: async () => {}, send: async ({ body }) => receiver.store(body) },
      now: () => world.nowMs,
      sleep: async () => {},
      random: () => 0,
      createId: () => world.createId(),
    },
    REMOTE_WRITE_TIMES,
  );
};

const fail = async (): Promise<never> => {
  throw new StoreOutage("down");
};

const withContracts = (changes: Partial<Store["contracts"]>): Pick<Store, "groups" | "contracts"> => ({
  groups: world.inner.groups,
  contracts: { ...world.inner.contracts, ...changes },
});

describe("a run, while the store", () => {
  it.each([
    ["cannot be read", () => withContracts({ read: fail })],
    [
      "takes no lease",
      () => withContracts({ write: async () => ({ kind: "unanswered", cause: undefined }) }),
    ],
  ])("%s, sends nothing and says so", async (_, toStore) => {
    expect(await run(toStore())).toMatchObject({ outcome: "store-unread", requests: 0, samples: 0 });
    expect(receiver.series.size).toBe(0);
  });

  it("breaks off, sends what it has read, and the next run sends everything", async () => {
    const { groups, contracts } = world.inner;
    const breaksOff = {
      contracts,
      groups: {
        ...groups,
        async *scan() {
          for await (const [first] of groups.scan()) {
            yield [first!];
            await fail();
          }
        },
      },
    };
    expect(await run(breaksOff)).toMatchObject({ outcome: "incomplete", samples: 2 });
    expect(receiver.series.size).toBe(2);
    expect(await run()).toMatchObject({ outcome: "complete", samples: 4 });
    expect(receiver.series.size).toBe(4);
  });
});

it("counts its lag from the last run that sent everything", async () => {
  expect(await run()).toMatchObject({ outcome: "complete", lagMs: 0 });
  expect(await run(withContracts({ read: fail }))).toMatchObject({ outcome: "store-unread" });
  const { groups, contracts } = world.inner;
  const unread = {
    contracts,
    groups: { ...groups, scan: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }) },
  };
  expect(await run(unread)).toMatchObject({ outcome: "incomplete", lagMs: 4 * MINUTE });
  expect(await run()).toMatchObject({ outcome: "complete", lagMs: 0, samples: 4 });
});
