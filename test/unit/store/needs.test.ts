import { describe, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { GroupingKey, OWN_JOB } from "../../../lambda/model/grouping-key.ts";
import { hashText } from "../../../lambda/store/contracts/contract-key.ts";
import { toNeeds, toNeedsOfSeen, withoutHeld } from "../../../lambda/store/contracts/needs.ts";
import { HeldGroup } from "../../../lambda/store/groups/held-group.ts";
import { counter, gauge, histogram, sample, sampleFamily } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createLiveGroup } from "../../support/store/live-group.ts";

const TRACKED = new Set(["instance", "zone"]);

const needsOf = (labels: Record<string, string>, families: readonly MetricFamily[]) =>
  toNeeds(families, keyOf("backup", labels), TRACKED);

describe("toNeeds", () => {
  it("asks for every name that a family exposes", () => {
    const family = { type: "histogram", name: "h", help: "", metrics: [histogram([[1, 2]])], at: 0 } as const;
    expect(needsOf({}, [family]).names).toEqual(
      ["h", "h_bucket", "h_count", "h_sum"].map((name) => ({ name, family: "h", type: "histogram" })),
    );
  });

  it("places a tracked label of the key for every family, and no other label", () => {
    const families = [gauge("a"), gauge("b")];
    expect(needsOf({ instance: "one", color: "red" }, families).placements).toEqual(
      ["a", "b"].map((family) => ({
        family,
        label: "instance",
        side: "key",
        hash: hashText("one"),
        value: "one",
      })),
    );
  });

  it("places each value in bodies once, except for labels that the key overwrites", () => {
    const metrics = [
      sample(1, { instance: "one", zone: "x" }),
      sample(2, { instance: "two", zone: "x" }),
      sample(3, { instance: "one", zone: "x", other: "y" }),
    ];
    const needs = needsOf({ zone: "z" }, [sampleFamily("gauge", "a", metrics)]);
    expect(needs.placements.map(({ label, side, value }) => [label, side, value])).toEqual([
      ["zone", "key", "z"],
      ["instance", "body", "one"],
      ["instance", "body", "two"],
    ]);
  });
});

describe("the group of the proxy's own metrics", () => {
  it("needs its names, but no placements, since no other group can have its job", () => {
    const key = GroupingKey.of(OWN_JOB, []);
    const families = [sampleFamily("gauge", "a", [sample(1, { instance: "one" })])];
    expect(toNeeds(families, key, TRACKED)).toEqual({
      names: [{ name: "a", family: "a", type: "gauge" }],
      placements: [],
    });
  });
});

describe("a held group", () => {
  it("needs exactly what it was written with, for the same table and tracked labels", () => {
    const key = keyOf("backup", { instance: "one" });
    const families = [gauge("a")];
    const held = new HeldGroup(createLiveGroup({ key, families, atMs: 1 }, "groups", TRACKED));
    const none = { names: [], placements: [] };
    expect(held.needs(key, { table: "groups", trackedLabels: TRACKED })).toEqual(
      needsOf({ instance: "one" }, families),
    );
    expect(held.needs(key, { table: "other", trackedLabels: TRACKED })).toEqual(none);
    expect(held.needs(key, { table: "groups", trackedLabels: new Set(["instance"]) })).toEqual(none);
    expect(new HeldGroup(undefined).needs(key, { table: "groups", trackedLabels: TRACKED })).toEqual(none);
  });
});

describe("a stored group whose content is damaged", () => {
  const item = createLiveGroup({ key: keyOf("backup"), families: [gauge("a")], atMs: 1 }, "groups", TRACKED);
  const held = new HeldGroup({ ...item, content: Uint8Array.from([1]) });

  it("can be replaced: nothing of it is known", () => {
    expect(held.adoptedType("a")).toBeUndefined();
    expect(held.needs(keyOf("backup"), { table: "groups", trackedLabels: TRACKED })).toEqual({
      names: [],
      placements: [],
    });
  });

  it("cannot be merged", () => {
    expect(() => held.families).toThrow(TypeError);
  });
});

describe("toNeedsOfSeen", () => {
  it("returns the same as the push, although the labels of the key and empty labels are shown", () => {
    const key = keyOf("backup", { zone: "z" });
    const pushed = [
      sampleFamily("gauge", "a", [sample(1, { instance: "one", constructor: "c" }), sample(2)]),
    ];
    const shown = [
      {
        name: "a",
        type: "gauge" as const,
        labels: [
          { job: "backup", zone: "z", instance: "one", constructor: "c" },
          { job: "backup", zone: "z", instance: "" },
          { job: "backup", zone: "z" },
        ] as Record<string, string>[],
      },
    ];
    expect(toNeedsOfSeen(shown, key, TRACKED)).toEqual(toNeeds(pushed, key, TRACKED));
  });
});

describe("withoutHeld", () => {
  it("keeps needs that are new or have another meaning", () => {
    const held = needsOf({ instance: "one" }, [gauge("a")]);
    const needs = needsOf({ instance: "one" }, [counter("a"), gauge("b")]);
    const left = withoutHeld(needs, held);
    expect(left.names).toEqual(needs.names);
    expect(left.placements.map(({ family }) => family)).toEqual(["b"]);
    expect(withoutHeld(held, held)).toEqual({ names: [], placements: [] });
  });
});
