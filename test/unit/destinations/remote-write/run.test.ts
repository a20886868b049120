import { beforeEach, describe, expect, it } from "@jest/globals";
import type {
  RemoteWriteReceiver,
  RemoteWriteRequest,
} from "../../../../lambda/destinations/remote-write/receiver.ts";
import type { RemoteWriteReport } from "../../../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../../../lambda/destinations/remote-write/run.ts";
import type { DestinationSettings } from "../../../../lambda/destinations/remote-write/selection.ts";
import { divide } from "../../../../lambda/destinations/remote-write/slots.ts";
import { REMOTE_WRITE_TIMES } from "../../../../lambda/destinations/remote-write/times.ts";
import { deleteGroup } from "../../../../lambda/store/groups/delete-group.ts";
import { writeGroup } from "../../../../lambda/store/groups/write-group.ts";
import { type Store, StoreOutage } from "../../../../lambda/store/store.ts";
import { gauge } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { createRemoteWriteConfig } from "../../../support/proxy-config.ts";
import { decodeMessage } from "../../../support/remote-write/decode-message.ts";
import { decodeWriteRequest } from "../../../support/remote-write/decode-write-request.ts";
import { ModelReceiver, toAnswer } from "../../../support/remote-write/model-receiver.ts";
import { createMemoryStore } from "../../../support/store/memory-store.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const MINUTE = 60_000;

let world: StoreWorld;
let receiver: ModelReceiver;

beforeEach(async () => {
  world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
  receiver = new ModelReceiver();
  for (const instance of ["x", "y"]) {
    const push = world.push([gauge("m")], { key: keyOf("batch", { instance }) });
    await writeGroup(push, world.createFunction());
  }
});

interface RunParts {
  readonly store?: Pick<Store, "groups" | "contracts">;
  readonly settings?: Partial<DestinationSettings>;
  readonly shard?: number;
  readonly send?: RemoteWriteReceiver["send"];
  /** Since the last run. */
  readonly afterMs?: number;
  readonly random?: () => number;
}

/** One run. Only its pauses take time. */
const run = ({
  store = world.inner,
  settings = {},
  shard = 0,
  send = async ({ body }) => receiver.store(body),
  afterMs = 2 * MINUTE,
  random = () => 0.5,
}: RunParts = {}): Promise<RemoteWriteReport> => {
  world.nowMs += afterMs;
  return runRemoteWrite(
    createRemoteWriteConfig({ name: "d", ...settings }),
    shard,
    {
      store,
      receiver: { renewCredential: async () => {}, send },
      now: () => world.nowMs,
      sleep: async (ms) => {
        world.nowMs += ms;
      },
      random,
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

describe("a run when the store", () => {
  it.each([
    ["cannot be read", () => withContracts({ read: fail })],
    [
      "takes no lease",
      () => withContracts({ write: async () => ({ kind: "unanswered", cause: undefined }) }),
    ],
  ])("%s sends nothing and reports it", async (_, toStore) => {
    expect(await run({ store: toStore() })).toMatchObject({
      outcome: "store-unread",
      requests: 0,
      samples: 0,
      tookMs: 0,
    });
    expect(receiver.series.size).toBe(0);
  });

  it("fails in between sends what it has read, and the next run sends everything", async () => {
    const { groups, contracts } = world.inner;
    const failingStore = {
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
    expect(await run({ store: failingStore })).toMatchObject({
      outcome: "incomplete",
      samples: 3,
      unreadable: 0,
    });
    expect(receiver.series.size).toBe(3);
    expect(await run()).toMatchObject({ outcome: "complete", samples: 6 });
    expect(receiver.series.size).toBe(6);
  });
});

it("reports its lag since the last run that sent everything", async () => {
  expect(await run()).toMatchObject({ outcome: "complete", lagMs: 0 });
  expect(await run({ store: withContracts({ read: fail }) })).toMatchObject({ outcome: "store-unread" });
  const { groups, contracts } = world.inner;
  const unread = {
    contracts,
    groups: { ...groups, scan: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }) },
  };
  expect(await run({ store: unread })).toMatchObject({ outcome: "incomplete", lagMs: 4 * MINUTE });
  expect(await run()).toMatchObject({ outcome: "complete", lagMs: 0, samples: 6 });
});

describe("a run", () => {
  const OLDER = toAnswer(415, "");
  const push = (job: string) => world.write([gauge("m")], { key: keyOf(job) });
  const jobs = () =>
    [...new Set([...receiver.series.keys()].map((id) => /job\u0000(\w+)/.exec(id)?.[1]))].sort();

  it("sends the groups that were pushed since the last run, and the others that are due", async () => {
    await run();
    await push("new");
    expect(await run({ settings: { refreshRuns: 1_000_000 }, afterMs: MINUTE })).toMatchObject({
      outcome: "complete",
      samples: 3,
    });
    expect(await run({ settings: { refreshRuns: 1 }, afterMs: MINUTE })).toMatchObject({ samples: 9 });
  });

  it("sends the groups of a job that is never refreshed only when they were pushed", async () => {
    const settings = { refreshRuns: 1, neverRefresh: ["bat*"] };
    expect(await run({ settings })).toMatchObject({ samples: 6 });
    await push("other");
    expect(await run({ settings })).toMatchObject({ samples: 3 });
    expect(await run({ settings })).toMatchObject({ samples: 3 });
  });

  it("sends only the groups of its jobs", async () => {
    await push("web");
    await run({ settings: { jobs: ["web*", "none"] } });
    expect(jobs()).toEqual(["web"]);
  });

  it("sends only the groups of its shard; all shards together send each group once", async () => {
    for (let index = 0; index < 10; index++) {
      await push(`job${index}`);
    }
    const reports = [];
    for (const shard of [0, 1, 2]) {
      reports.push(await run({ settings: { shards: 3, name: "sharded" }, shard }));
    }
    expect(reports.reduce((sum, { samples }) => sum + samples, 0)).toBe(36);
    expect(reports.every(({ samples }) => samples < 36)).toBe(true);
    expect(reports.map(({ shard }) => shard)).toEqual([0, 1, 2]);
  });

  it("adds external labels", async () => {
    await run({ settings: { externalLabels: { env: "prod" } } });
    expect([...receiver.series.keys()].every((id) => id.includes("env\u0000prod"))).toBe(true);
  });

  it("reports how long it took, and sends nothing after its time", async () => {
    const sentAtMs: number[] = [];
    const startMs = world.nowMs + 2 * MINUTE;
    const report = await run({
      send: async () => {
        sentAtMs.push(world.nowMs - startMs);
        return toAnswer(503, "down");
      },
    });
    expect(report).toMatchObject({ outcome: "incomplete", unsent: 6, tookMs: 58_000, lagMs: undefined });
    // Each request may take 10 s, and the lease ends after 70 s.
    expect(Math.max(...sentAtMs)).toBeLessThanOrEqual(58_000);
    expect(Math.max(...sentAtMs)).toBeGreaterThan(45_000);
    // The next run sends the rest.
    expect(await run({ settings: { refreshRuns: 1_000_000 } })).toMatchObject({ samples: 6 });
  });

  it("is incomplete when its time ends while it reads", async () => {
    const { groups, contracts } = world.inner;
    const slow = {
      contracts,
      groups: {
        ...groups,
        async *scan() {
          for await (const page of groups.scan()) {
            world.nowMs += MINUTE;
            yield page;
          }
        },
      },
    };
    const settings = { jobs: ["none"] };
    expect(await run({ store: slow, settings })).toMatchObject({
      outcome: "incomplete",
      unsent: 0,
      unreadable: 0,
    });
    expect(await run({ settings })).toMatchObject({ outcome: "complete" });
  });

  it("sends no metadata when its time is up", async () => {
    let requests = 0;
    const report = await run({
      send: async ({ body }) => {
        requests += 1;
        world.nowMs += 58_000;
        return receiver.store(body);
      },
    });
    expect(report).toMatchObject({ outcome: "complete", samples: 6 });
    expect(requests).toBe(1);
  });

  it("ends the series of a deleted group once, together with the samples of others", async () => {
    await run();
    await deleteGroup(keyOf("batch", { instance: "x" }), world.createId(), world.createFunction());
    const settings = { refreshRuns: 1 };
    expect(await run({ settings, afterMs: MINUTE })).toMatchObject({ samples: 6, staleMarkers: 3 });
    expect(await run({ settings })).toMatchObject({ samples: 3, staleMarkers: 0 });
  });

  it("does not end series that queries no longer find", async () => {
    await run();
    await deleteGroup(keyOf("batch", { instance: "x" }), world.createId(), world.createFunction());
    expect(await run({ afterMs: 6 * MINUTE })).toMatchObject({ outcome: "complete", staleMarkers: 0 });
  });

  it("lets no other run begin in parallel; the other reports its lag", async () => {
    await run();
    let second: RemoteWriteReport | undefined;
    await run({
      send: async ({ body }) => {
        second ??= await run({ afterMs: 0 });
        return receiver.store(body);
      },
      settings: { refreshRuns: 1 },
    });
    expect(second).toMatchObject({ outcome: "held", requests: 0, lagMs: 2 * MINUTE });
  });

  it("leaves the lease to the run that has overtaken it", async () => {
    const report = await run({
      send: async () => {
        world.nowMs += 70_000;
        await run({ afterMs: 0, send: async () => toAnswer(503, "") });
        return toAnswer(400, "out of order sample");
      },
    });
    expect(report).toMatchObject({ outcome: "superseded", samples: 0, unsent: 6 });
  });

  it("sends only what was just pushed if it begins in the millisecond of the run before", async () => {
    await run();
    await push("new");
    expect(await run({ afterMs: MINUTE / 2 })).toMatchObject({ outcome: "complete" });
    expect(await run({ afterMs: 0 })).toMatchObject({ outcome: "complete", samples: 3 });
    const refuse = async () => toAnswer(503, "");
    expect(await run({ afterMs: 0, send: refuse })).toMatchObject({ outcome: "incomplete", lagMs: 0 });
  });

  it("uses a later timestamp than the run before when its clock is behind, and reports it", async () => {
    await run();
    const report = await run({ afterMs: -MINUTE });
    expect(report).toMatchObject({ outcome: "complete", aheadMs: MINUTE + 1 });
  });

  it("sends everything again after a run whose clock was hours ahead", async () => {
    const settings = { refreshRuns: 4 };
    await run({ settings, afterMs: 300 * MINUTE });
    const refuse = async () => toAnswer(503, "");
    const failed = await run({ settings, afterMs: -300 * MINUTE, send: refuse });
    expect(failed).toMatchObject({ outcome: "incomplete", unsent: 6, lagMs: undefined });
    expect(await run({ settings })).toMatchObject({ samples: 6, lagMs: 0 });
  });

  it("begins with other groups each time if no run could send everything for five minutes", async () => {
    const keys = Array.from({ length: 30 }, (_, i) => keyOf("batch", { instance: `i${i}` }));
    for (const key of keys) {
      await world.write([gauge("m")], { key });
    }
    const sendIn = async (random: number, answer = toAnswer(503, "")): Promise<readonly string[]> => {
      const sent: string[] = [];
      const send = async ({ body }: RemoteWriteRequest) => {
        sent.push(...decodeWriteRequest(body).map(({ labels }) => labels[labels.indexOf("instance") + 1]!));
        return answer;
      };
      await run({ send, random: () => random, settings: { refreshRuns: 1 } });
      return [...new Set(sent)];
    };
    const all = ["x", "y"].map((instance) => keyOf("batch", { instance })).concat(keys);
    const orders = [await sendIn(0.1), await sendIn(0.6)];
    for (const [index, random] of [0.1, 0.6].entries()) {
      const [isFirst] = divide(random);
      const first = all.filter(({ path }) => isFirst!(path)).map((key) => key.get("instance")!);
      expect(first.length).toBeGreaterThan(1);
      expect(orders[index]!.slice(0, first.length)).toEqual(expect.arrayContaining(first));
      expect(orders[index]).toHaveLength(all.length);
    }
    await sendIn(0.1, toAnswer(204, ""));
    expect(await sendIn(0.1)).toEqual(await sendIn(0.6));
  });

  it("counts unreadable items, and sends the others", async () => {
    const { groups, contracts } = world.inner;
    const withUnreadable = {
      contracts,
      groups: {
        ...groups,
        async *scan() {
          yield [{ state: "unreadable", key: "x", reason: "damaged" } as const];
          yield* groups.scan();
        },
      },
    };
    expect(await run({ store: withUnreadable })).toMatchObject({
      outcome: "complete",
      unreadable: 1,
      samples: 6,
    });
  });

  describe("of protocol 2.0", () => {
    const settings = { protocol: "2.0", refreshRuns: 1 } as const;
    let protocols: string[];
    const send = async ({ body, protocol }: RemoteWriteRequest) => {
      const isMetadata = protocol === "1.0" && decodeMessage(body, "1.0").metadata.length > 0;
      protocols.push(isMetadata ? "metadata" : protocol);
      return protocol === "2.0" ? OLDER : receiver.store(body);
    };

    beforeEach(() => {
      protocols = [];
    });

    it("uses 1.0 for an hour when the receiver does not know 2.0, then tries 2.0 again", async () => {
      expect(await run({ settings, send })).toMatchObject({ protocol: "1.0", problem: undefined });
      expect(protocols).toEqual(["2.0", "1.0", "metadata"]);
      await run({ settings, send, afterMs: 59 * MINUTE });
      expect(protocols.slice(3)).toEqual(["1.0", "metadata"]);
      await run({ settings, send, afterMs: MINUTE });
      expect(protocols.slice(5)).toEqual(["2.0", "1.0", "metadata"]);
    });

    it("sends no separate metadata, since series carry it", async () => {
      await run({
        settings,
        send: async ({ protocol }) => {
          protocols.push(protocol);
          return { kind: "answered", status: 204, written: 3, retryAfterMs: undefined, text: "" };
        },
      });
      expect(protocols).toEqual(["2.0"]);
    });
  });

  it("sends no metadata when no sample was accepted", async () => {
    const bodies: Uint8Array[] = [];
    await run({
      send: async ({ body }) => {
        bodies.push(body);
        return toAnswer(404, "");
      },
    });
    expect(bodies.map((body) => decodeMessage(body, "1.0").metadata)).toEqual([[]]);
  });

  it("throws on a bug instead of reporting an outage of the store", async () => {
    const bug = async (): Promise<never> => {
      throw new TypeError("a bug");
    };
    await expect(run({ store: withContracts({ read: bug }) })).rejects.toThrow("a bug");
    const { groups, contracts } = world.inner;
    const scan = () => ({ [Symbol.asyncIterator]: () => ({ next: bug }) });
    await expect(run({ store: { contracts, groups: { ...groups, scan } } })).rejects.toThrow("a bug");
  });
});
