import { describe, expect, it } from "@jest/globals";
import { createSweepHandler, NOT_DUE } from "../../../../lambda/handlers/sweep.ts";
import { StoreOutage } from "../../../../lambda/store/store.ts";
import type { ContractList } from "../../../../lambda/sweep/operator/list-contracts.ts";
import type { ReleaseProgress } from "../../../../lambda/sweep/operator/release-contract.ts";
import type { RunReport } from "../../../../lambda/sweep/run/run-report.ts";
import { counter, gauge, summary } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { createLease } from "../../../support/store/lease.ts";
import { RunWorld } from "../../../support/store/run-world.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const A = keyOf("a");
const B = keyOf("b", { instance: "x" });

class OperatedWorld extends RunWorld {
  readonly reports: RunReport[] = [];
  readonly deleted: object[] = [];

  async ask(command: object): Promise<object> {
    this.world.nowMs += 1_000;
    const handler = createSweepHandler(
      {
        ...this.ports,
        report: (report) => this.reports.push(report),
        deleted: (group) => this.deleted.push(group),
      },
      { ...this.settings, runEveryMs: 270_000 },
    );
    return handler(command);
  }
}

const createWorld = async (): Promise<OperatedWorld> => new OperatedWorld(await new StoreWorld().open());

/**
 * The Pushgateway hangs: a request for its status ends soon, one for its groups later than the test. Returns what ends
 * this.
 */
const silence = ({ pushgateway }: OperatedWorld): (() => void) => {
  const { readPage, readGroups } = pushgateway;
  const never = () => new Promise<never>(() => {});
  Object.assign(pushgateway, {
    isOut: true,
    readPage: never,
    readGroups: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }),
  });
  return () => Object.assign(pushgateway, { isOut: false, readPage, readGroups });
};

describe("a tick", () => {
  it("runs when there was no run yet, and again when the next is due", async () => {
    const world = await createWorld();
    expect(await world.ask({})).toMatchObject({ outcome: "whole" });
    expect(await world.ask({})).toEqual(NOT_DUE);
    world.world.nowMs += 270_000;
    expect(await world.ask({})).toMatchObject({ outcome: "whole" });
    expect(world.reports).toHaveLength(2);
  });

  it("runs after a relay that failed since the last run began", async () => {
    const world = await createWorld();
    await world.ask({});
    world.world.nowMs += 1_000;
    await world.world.inner.contracts.write({ kind: "dirty", atMs: world.world.nowMs }, undefined);
    expect(await world.ask({})).toMatchObject({ outcome: "whole" });
  });

  it("runs for a restarted Pushgateway, and at once for its event", async () => {
    const world = await createWorld();
    await world.ask({});
    world.pushgateway.restart();
    expect(await world.ask({})).toMatchObject({ isRestarted: true });
    expect(await world.ask({ "detail-type": "ECS Task State Change" })).toMatchObject({ outcome: "whole" });
  });

  it("waits for a Pushgateway that does not answer, and reports it when a run is due", async () => {
    const world = await createWorld();
    await world.ask({});
    world.pushgateway.isOut = true;
    expect(await world.ask({})).toEqual(NOT_DUE);
    world.world.nowMs += 270_000;
    expect(await world.ask({})).toMatchObject({ outcome: "pushgateway-unread" });
    expect(world.reports).toHaveLength(2);
  });

  it("reports a store that cannot be read", async () => {
    const world = await createWorld();
    world.world.inner.contracts.read = async () => {
      throw new StoreOutage("out of time");
    };
    expect(await world.ask({})).toMatchObject({ outcome: "store-unread" });
    expect(world.reports).toHaveLength(1);
  });

  it("opens a new store in front of an empty Pushgateway", async () => {
    const world = new OperatedWorld();
    expect(await world.ask({})).toMatchObject({ outcome: "opening", opening: { isOpen: true } });
  });
});

describe("the command sweep", () => {
  it("runs even if no run is due; a dry run is not reported", async () => {
    const world = await createWorld();
    await world.ask({ command: "sweep" });
    expect(await world.ask({ command: "sweep", dryRun: true })).toMatchObject({ mode: "dry-run" });
    expect(world.reports).toHaveLength(1);
  });

  it("deletes foreign groups when forced, whatever the configuration says", async () => {
    const world = await createWorld();
    world.pushgateway.groups.set(A.path, { families: [gauge("m")], markerMs: undefined });
    expect(await world.ask({ command: "sweep" })).toMatchObject({ foreign: [A.path], healed: [] });
    expect(await world.ask({ command: "sweep", force: true })).toMatchObject({ healed: [A.path] });
  });
});

describe("the command groups", () => {
  it("lists stored groups with their relay state, and groups that were pushed past the proxy", async () => {
    const world = await createWorld();
    await world.push([gauge("m"), gauge("n")], { key: A });
    await world.push([gauge("m")], { key: B, relay: "lost" });
    await world.push([gauge("m")], { key: keyOf("gone") });
    await world.delete(keyOf("gone"), "lost");
    world.pushgateway.groups.set(keyOf("foreign").path, { families: [gauge("f")], markerMs: undefined });
    expect(await world.ask({ command: "groups-list" })).toMatchObject({
      total: 3,
      groups: [
        { path: A.path, job: "a", labels: {}, series: 2, owner: "app", relayed: "relayed" },
        { path: B.path, labels: { instance: "x" }, relayed: "waiting" },
        { path: keyOf("foreign").path, relayed: "foreign", owner: undefined },
      ],
    });
  });

  it("lists and counts only the groups that have all words of a filter", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("m")], { key: B });
    world.pushgateway.groups.set(keyOf("foreign").path, { families: [gauge("f")], markerMs: undefined });
    const find = (filter: string) => world.ask({ command: "groups-list", filter });
    expect(await find("Instance=X job=")).toMatchObject({ total: 1, groups: [{ path: B.path }] });
    expect(await find("job=foreign")).toMatchObject({ total: 1, groups: [{ relayed: "foreign" }] });
    expect(await find("instance=x job=foreign")).toMatchObject({ total: 0, groups: [] });
    expect(await find("")).toMatchObject({ total: 3 });
  });

  it("reads all groups of the Pushgateway only for those that the store does not have", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    let reads = 0;
    const readGroups = world.pushgateway.readGroups.bind(world.pushgateway);
    world.pushgateway.readGroups = () => {
      reads += 1;
      return readGroups();
    };
    const relayed = { groups: [{ path: A.path, relayed: "relayed" }] };
    expect(await world.ask({ command: "groups-list" })).toMatchObject(relayed);
    expect(await world.ask({ command: "groups-show", path: A.path })).toMatchObject({ relayed: "relayed" });
    expect(reads).toBe(0);
    world.pushgateway.groups.set(B.path, { families: [gauge("m")], markerMs: 1 });
    expect(await world.ask({ command: "groups-list" })).toMatchObject({
      groups: [{ path: A.path }, { path: B.path, relayed: "foreign", series: 1 }],
    });
    expect(reads).toBe(1);
  });

  it("finds relayed groups if the page is cut before all of them", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const { readPage } = world.pushgateway;
    Object.assign(world.pushgateway, { readPage: () => readPage() });
    expect(await world.ask({ command: "groups-list" })).toMatchObject({
      groups: [{ path: A.path, relayed: "relayed" }],
    });
  });

  it("lists and shows what is stored while the Pushgateway does not answer, without waiting for its groups", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    silence(world);
    const listed = { path: A.path, series: 1, relayed: "unknown" };
    expect(await world.ask({ command: "groups-list" })).toMatchObject({ total: 1, groups: [listed] });
    expect(await world.ask({ command: "groups-show", path: A.path })).toMatchObject(listed);
    expect(await world.ask({ command: "contracts-show", name: "m" })).toMatchObject({
      reason: "unavailable",
    });
  });

  it("shows one group with its families, for any form of its path", async () => {
    const world = await createWorld();
    await world.push(
      [
        gauge("m"),
        { type: "summary", name: "s", help: "", metrics: [summary([[0.5, 1]], { sum: 1, count: 1 })], at: 0 },
      ],
      { key: B },
    );
    expect(await world.ask({ command: "groups-show", path: "/metrics/job/b/instance/x" })).toMatchObject({
      path: B.path,
      owner: "app",
      bytes: 1_024,
      relayed: "relayed",
      families: [
        {
          name: "m",
          type: "gauge",
          help: "",
          series: [{ labels: {}, values: [{ name: "value", value: "1" }] }],
        },
        {
          name: "s",
          type: "summary",
          series: [
            {
              values: [
                { name: "quantile=0.5", value: "1" },
                { name: "sum", value: "1" },
                { name: "count", value: "1" },
              ],
            },
          ],
        },
      ],
      omittedSeries: 0,
    });
    expect(await world.ask({ command: "groups-show", path: "/metrics/job/none" })).toMatchObject({
      reason: "absent",
    });
    expect(await world.ask({ command: "groups-show", path: "none" })).toMatchObject({ reason: "invalid" });
  });

  it("shows a group that was pushed past the proxy, and a deleted group", async () => {
    const world = await createWorld();
    world.pushgateway.groups.set(A.path, { families: [gauge("f")], markerMs: undefined });
    expect(await world.ask({ command: "groups-show", path: A.path })).toMatchObject({
      relayed: "foreign",
      bytes: undefined,
      families: [{ name: "f", type: "gauge", series: [] }],
      omittedSeries: 1,
    });
    await world.push([gauge("m")], { key: B });
    await world.delete(B);
    expect(await world.ask({ command: "groups-show", path: B.path })).toMatchObject({
      reason: "absent",
      error: expect.stringContaining("was deleted or has expired"),
    });
  });

  it("deletes a stored group with a tombstone, also during an outage of the Pushgateway", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const answerAgain = silence(world);
    expect(await world.ask({ command: "groups-delete", path: A.path })).toEqual({
      deleted: { path: A.path, series: 1 },
      atPushgateway: "later",
    });
    expect(await world.world.inner.groups.read(A.path)).toMatchObject({ state: "deleted" });
    expect(world.deleted).toEqual([{ path: A.path, series: 1 }]);
    answerAgain();
    expect(await world.run()).toMatchObject({ repairs: { leftOver: 1 } });
  });

  it("deletes a damaged item, too", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const { groups } = world.world.inner;
    const { scan } = groups;
    groups.scan = async function* () {
      for await (const page of scan()) {
        yield page.map((item) => ({
          state: "unreadable" as const,
          key: item.state === "unreadable" ? item.key : item.path,
          reason: "damaged",
        }));
      }
    };
    expect(await world.ask({ command: "groups-list" })).toMatchObject({
      groups: [],
      unreadable: [{ key: A.path, reason: "damaged" }],
    });
    expect(await world.ask({ command: "groups-delete", path: A.path })).toMatchObject({
      deleted: { path: A.path, series: undefined },
    });
    expect(await groups.read(A.path)).toMatchObject({ state: "deleted" });
  });

  it("says what to do about a group with damaged content, and still finds who uses a name", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("m")], { key: B });
    const { groups } = world.world.inner;
    const { read, scan } = groups;
    const damage = <Item>(item: Item): Item =>
      Object(item).path === A.path ? { ...item, content: Uint8Array.of(0, 255) } : item;
    groups.read = async (path) => damage(await read(path));
    groups.scan = async function* () {
      for await (const page of scan()) {
        yield page.map(damage);
      }
    };
    expect(await world.ask({ command: "groups-show", path: A.path })).toEqual({
      reason: "unavailable",
      error: `the stored group is damaged; PUT it again, or delete it with npm run groups -- delete ${A.path}`,
    });
    expect(await world.ask({ command: "contracts-show", name: "m" })).toMatchObject({
      usedBy: expect.arrayContaining([B.path]),
    });
  });

  it("reports that the store does not take a deletion, and why", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const unanswered = async () => ({ kind: "unanswered", cause: undefined }) as const;
    const { inner } = world.world;
    world.world.store = { ...inner, groups: { ...inner.groups, bury: unanswered, write: unanswered } };
    expect(await world.ask({ command: "groups-delete", path: A.path })).toEqual({
      reason: "unavailable",
      error: "the group may still exist: the store does not answer; try again",
    });
    expect(world.deleted).toEqual([]);
  });

  it("reports that the store cannot be read", async () => {
    const world = await createWorld();
    world.world.inner.groups.scan = () => {
      throw new StoreOutage("out of time");
    };
    for (const command of [{ command: "groups-list" }, { command: "groups-delete", path: A.path }]) {
      expect(await world.ask(command)).toMatchObject({ reason: "unavailable" });
    }
  });
});

describe("the command contracts", () => {
  it("lists when each shard of a destination last sent everything", async () => {
    const world = await createWorld();
    const { contracts } = world.world.inner;
    await contracts.write(createLease({ shard: 0, fromMs: 1_000 }), undefined);
    await contracts.write(createLease({ shard: 1, fromMs: 0 }), undefined);
    const { remoteWrite } = (await world.ask({ command: "contracts-list" })) as ContractList;
    expect(remoteWrite).toEqual([
      { destination: "amp", shard: 0, completeAt: "1970-01-01T00:00:01.000Z" },
      { destination: "amp", shard: 1, completeAt: undefined },
    ]);
  });

  it("lists names, owners' holdings, and labels", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, owner: "one" });
    await world.push([gauge("n")], { key: B, owner: "two" });
    const list = (await world.ask({ command: "contracts-list" })) as ContractList;
    expect(list).toMatchObject({
      isOpen: true,
      totalNames: 2,
      labels: [{ label: "instance", state: "open" }],
      total: { groups: 2, series: 2, names: 2 },
    });
    expect(list.names.map(({ name, type, first }) => [name, type, first?.owner])).toEqual([
      ["m", "gauge", "one"],
      ["n", "gauge", "two"],
    ]);
    expect(list.owners.map(({ owner }) => owner).sort()).toEqual(["one", "two"]);
  });

  it("lists an owner's holding as the sum of its counter's parts", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, owner: "one" });
    const add = { groups: 3, series: 4, bytes: 5, names: 6 };
    await world.world.inner.contracts.add({ to: { owner: "one", part: 7 }, add });
    const list = (await world.ask({ command: "contracts-list" })) as ContractList;
    expect(list.owners).toEqual([{ owner: "one", groups: 4, series: 5, bytes: 1_029, names: 7 }]);
  });

  it("shows a name with the groups that need it, and the placement of label values", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: B });
    expect(await world.ask({ command: "contracts-show", name: "m" })).toMatchObject({
      names: [{ name: "m", type: "gauge", idleRuns: 0 }],
      usedBy: [B.path],
      users: 1,
      placements: [{ job: "b", label: "instance", inKeys: 1, inBodies: 0 }],
    });
    expect(await world.ask({ command: "contracts-show", name: "nobodys" })).toMatchObject({
      reason: "absent",
    });
  });

  it("releases an unused name with four commands, each as soon as its run can count", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.delete(A);
    const startedMs = world.world.nowMs;
    const states: unknown[] = [];
    for (let asked = 0; asked < 4; asked++) {
      const progress = (await world.ask({ command: "contracts-release", name: "m" })) as ReleaseProgress;
      states.push([progress.state, progress.runs]);
      world.world.nowMs += progress.waitMs;
    }
    expect(states).toEqual([
      ["waiting", 1],
      ["waiting", 2],
      ["waiting", 3],
      ["free", 4],
    ]);
    expect(world.world.nowMs - startedMs).toBeLessThan(5 * 60_000);
    expect(await world.push([counter("m")], { key: B })).toMatchObject({
      kind: "stored",
    });
  });

  it("never releases a name that a group needs, however often it is called", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    for (let asked = 0; asked < 8; asked++) {
      expect(await world.ask({ command: "contracts-release", name: "m" })).toMatchObject({
        state: "in-use",
        usedBy: [A.path],
        users: 1,
      });
      world.world.nowMs += 100_000;
    }
  });

  it("does not count a run that comes too soon", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.delete(A);
    for (let asked = 0; asked < 8; asked++) {
      expect(await world.ask({ command: "contracts-release", name: "m" })).toMatchObject({
        state: "waiting",
        runs: 1,
      });
    }
  });

  it("tells why it releases nothing", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const release = () => world.ask({ command: "contracts-release", name: "m" });
    expect(await world.ask({ command: "contracts-release", name: "nobodys" })).toMatchObject({
      reason: "absent",
    });
    world.pushgateway.unreadable = 1;
    expect(await release()).toMatchObject({
      reason: "unavailable",
      error: expect.stringContaining("cannot be read"),
    });
    world.pushgateway.isOut = true;
    expect(await release()).toMatchObject({
      reason: "unavailable",
      error: expect.stringContaining("it does not answer"),
    });
  });
});
