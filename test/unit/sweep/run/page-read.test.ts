import { describe, expect, it } from "@jest/globals";
import { createExpiry } from "../../../../lambda/sweep/garbage/expire.ts";
import type { ReadScrapePage } from "../../../../lambda/sweep/health/scrape-health.ts";
import { counter, gauge } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { RunWorld } from "../../../support/store/run-world.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const A = keyOf("a");
const B = keyOf("b", { instance: "x" });

/** Counts how often a run reads the page, and how often all groups. */
class CountingWorld extends RunWorld {
  pages = 0;
  groupReads = 0;
  /** Changes what is read as the page. */
  cut: (lines: Buffer) => Buffer = (lines) => lines;

  override get ports() {
    const { pushgateway } = this;
    const readPage: ReadScrapePage = async (onLines) => {
      this.pages += 1;
      return pushgateway.readPage((lines) => onLines?.(this.cut(lines)));
    };
    const readGroups = () => {
      this.groupReads += 1;
      return pushgateway.readGroups();
    };
    return { ...super.ports, readPage, reader: { readStart: () => pushgateway.readStart(), readGroups } };
  }

  async countRun() {
    this.pages = 0;
    this.groupReads = 0;
    const { outcome, health } = await this.run();
    return { outcome, health: health.kind, pages: this.pages, groupReads: this.groupReads };
  }
}

const createWorld = async (): Promise<CountingWorld> => {
  const counting = new CountingWorld(await new StoreWorld().open());
  await counting.push([gauge("m"), gauge("n")], { key: A });
  await counting.push([gauge("m")], { key: B });
  return counting;
};

const WHOLE = { outcome: "whole", health: "valid" };

describe("a run", () => {
  it("reads the page once, and nothing else, while nothing needs a repair", async () => {
    const world = await createWorld();
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 1, groupReads: 0 });
  });

  it("releases what only deleted groups have used, from the page alone", async () => {
    const world = await createWorld();
    await world.delete(A);
    let released = 0;
    for (let run = 0; run < 8; run++) {
      released += (await world.run()).releasedEntries;
    }
    expect({ released, groupReads: world.groupReads }).toEqual({ released: 1, groupReads: 0 });
  });

  it.each([
    ["the page still shows", 0, undefined],
    ["the Pushgateway still has, if all its groups are read", 8, keyOf("c")],
  ])("does not release what %s", async (_, reads, foreign) => {
    const world = await createWorld();
    if (foreign !== undefined) {
      world.pushgateway.groups.set(foreign.path, { families: [gauge("m")], markerMs: undefined });
    }
    const held = new Map(world.pushgateway.groups);
    await world.delete(A);
    const { write, remove } = world.pushgateway;
    Object.assign(world.pushgateway, { remove: async () => ({ kind: "refused", status: 400 }), write });
    world.pushgateway.groups = held;
    let released = 0;
    for (let run = 0; run < 8; run++) {
      released += (await world.run()).releasedEntries;
    }
    expect({ released, groupReads: world.groupReads }).toEqual({ released: 0, groupReads: reads });
    Object.assign(world.pushgateway, { remove });
    for (let run = 0; run < 8; run++) {
      released += (await world.run()).releasedEntries;
    }
    expect(released).toBe(1);
  });

  it("reads the page again after a repair or an expiry", async () => {
    const world = await createWorld();
    world.pushgateway.groups.delete(A.path);
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 2, groupReads: 0 });
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 1, groupReads: 0 });
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "a", afterSeconds: 1 }]) };
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 2, groupReads: 0 });
  });

  it("reads all groups if one was pushed past the proxy", async () => {
    const world = await createWorld();
    world.pushgateway.groups.set(keyOf("c").path, { families: [gauge("m")], markerMs: undefined });
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 2, groupReads: 1 });
  });

  it("reads all groups if the page is not valid", async () => {
    const world = await createWorld();
    world.pushgateway.groups.set(A.path, { families: [counter("m")], markerMs: world.world.nowMs });
    expect(await world.countRun()).toMatchObject({ outcome: "whole", groupReads: 1 });
  });

  it("reads all groups while a label opens, since the page does not show which labels are of the key", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, trackedLabels: new Set(["instance", "team"]) };
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 1, groupReads: 0 });
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 1, groupReads: 1 });
  });

  it.each([
    ["a family of a relayed group", (page: string) => page.replace(/^n\{.*\n/m, "")],
    [
      "all groups",
      (page: string) =>
        page.replace(/^# TYPE push[\s\S]*?(?=^# TYPE [^p])/m, "").replace(/^# TYPE push[\s\S]*/m, ""),
    ],
  ])("reads all groups if the page lacks %s", async (_, cut) => {
    const world = await createWorld();
    world.cut = (lines) => Buffer.from(cut(lines.toString()));
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 2, groupReads: 1 });
  });

  it("reads only the page while neither the store nor the Pushgateway has a group", async () => {
    const world = new CountingWorld(await new StoreWorld().open());
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 1, groupReads: 0 });
  });

  it("relays all groups to an empty Pushgateway", async () => {
    const world = await createWorld();
    world.pushgateway.restart();
    expect(await world.countRun()).toEqual({ ...WHOLE, pages: 2, groupReads: 1 });
    expect(world.pushgateway.groups.size).toBe(2);
  });
});
