import { describe, expect, it } from "@jest/globals";
import { readContractJson, writeContractJson } from "../../../lambda/store/contracts/contract-json.ts";
import type { ContractItem, Idle, LabelPlacement } from "../../../lambda/store/items.ts";
import { createLease } from "../../support/store/lease.ts";

const IDLE: Idle = { runs: 2, atMs: 7, pushgatewayStart: "1.7e9" };
const FIRST = { owner: "ci", job: "build", atMs: 5 };
const COUNTS = { groups: 1, series: 2, bytes: 3, names: 4, revision: 5 };

/** Written out, since it must not change. */
const LEASE = {
  kind: "remote-write",
  destination: "amp",
  shard: 1,
  owner: "w",
  untilMs: 2,
  timestampMs: 3,
  fromMs: 4,
  notV2UntilMs: 5,
};

const placement = (changes: Partial<LabelPlacement>): ContractItem => ({
  kind: "placement",
  job: "ci",
  families: new Map([
    ["a", new Map([["instance", { key: new Map(), body: new Map(), rest: undefined, ...changes }]])],
  ]),
});

/** Each item in its stored form. A change of this form would make stored items unreadable. */
const STORED: readonly (readonly [string, ContractItem, object])[] = [
  [
    "a name that a push created",
    {
      kind: "name",
      base: "h",
      entries: new Map([["h_sum", { family: "h", type: "histogram", first: FIRST, idle: undefined }]]),
    },
    { kind: "name", base: "h", entries: { h_sum: { family: "h", type: "histogram", first: FIRST } } },
  ],
  [
    "an idle name that was found at the Pushgateway",
    {
      kind: "name",
      base: "a",
      entries: new Map([["a", { family: "a", type: "gauge", first: undefined, idle: IDLE }]]),
    },
    { kind: "name", base: "a", entries: { a: { family: "a", type: "gauge", idle: IDLE } } },
  ],
  [
    "values in keys and bodies",
    placement({ key: new Map([["k", { idle: undefined }]]), body: new Map([["b", { idle: IDLE }]]) }),
    {
      kind: "placement",
      job: "ci",
      families: { a: { instance: { key: { k: 0 }, body: { b: IDLE } } } },
    },
  ],
  [
    "the rest of keys",
    placement({ key: new Map([["k", { idle: IDLE }]]), rest: { side: "key", idle: undefined } }),
    {
      kind: "placement",
      job: "ci",
      families: { a: { instance: { key: { k: IDLE }, body: {}, rest: { side: "key" } } } },
    },
  ],
  [
    "the idle rest of bodies",
    placement({ body: new Map([["b", { idle: undefined }]]), rest: { side: "body", idle: IDLE } }),
    {
      kind: "placement",
      job: "ci",
      families: { a: { instance: { key: {}, body: { b: 0 }, rest: { side: "body", idle: IDLE } } } },
    },
  ],
  [
    "the counter of an owner",
    { kind: "counter", of: { owner: "ci", part: 15 }, ...COUNTS },
    { kind: "counter", of: { owner: "ci", part: 15 }, ...COUNTS },
  ],
  [
    "the counter of a shard",
    { kind: "counter", of: { totalShard: 3 }, ...COUNTS },
    { kind: "counter", of: { totalShard: 3 }, ...COUNTS },
  ],
  [
    "an open store with a label that is opening",
    {
      kind: "open",
      table: "groups",
      opening: undefined,
      labels: new Map<string, Idle | "open">([
        ["instance", "open"],
        ["branch", IDLE],
      ]),
    },
    { kind: "open", table: "groups", labels: { instance: "open", branch: IDLE } },
  ],
  [
    "a store that is opening",
    { kind: "open", table: undefined, opening: IDLE, labels: new Map() },
    { kind: "open", opening: IDLE, labels: {} },
  ],
  [
    "a run",
    { kind: "run", startedMs: 5, pushgatewayStart: "s" },
    { kind: "run", startedMs: 5, pushgatewayStart: "s" },
  ],
  ["a failed relay", { kind: "dirty", atMs: 6 }, { kind: "dirty", atMs: 6 }],
  [
    "refusals",
    { kind: "refusals", client: "ci", counts: new Map([["contract-conflict", 3]]) },
    { kind: "refusals", client: "ci", counts: { "contract-conflict": 3 } },
  ],
  ["a lease of remote write", createLease(), LEASE],
];

describe("a contract item as text", () => {
  it.each(STORED)("does not change between versions of the proxy: %s", (_, item, json) => {
    expect(JSON.parse(writeContractJson(item))).toStrictEqual(json);
    expect(readContractJson(JSON.stringify(json))).toStrictEqual(item);
  });

  it("keeps a label named __proto__", () => {
    const item = {
      kind: "open" as const,
      table: "groups",
      opening: undefined,
      labels: new Map([["__proto__", "open" as const]]),
    };
    expect(readContractJson(writeContractJson(item))).toStrictEqual(item);
  });
});

const ENTRY = { family: "a", type: "gauge", first: FIRST };
const LABEL = { key: {}, body: {} };
const COUNTER = { kind: "counter", of: { owner: "ci" }, ...COUNTS };

const nameWith = (changes: object) => ({ kind: "name", base: "a", entries: { a: { ...ENTRY, ...changes } } });
const labelWith = (changes: object) => ({
  kind: "placement",
  job: "ci",
  families: { a: { instance: { ...LABEL, ...changes } } },
});

describe("a text that is not a contract item", () => {
  it.each<[unknown, string]>([
    [[], "the item is not a JSON object"],
    [{ kind: "other" }, 'the item has the unknown kind "other"'],
    [{ kind: "name", entries: {} }, "the item has no text base"],
    [{ kind: "name", base: "a" }, "entries is not an object"],
    [{ kind: "name", base: "a", entries: { a: 1 } }, "entry is not an object"],
    [nameWith({ family: 1 }), "the item has no text family"],
    [nameWith({ type: undefined }), "the item has no text type"],
    [nameWith({ first: 1 }), "first is not an object"],
    [nameWith({ first: { ...FIRST, owner: 1 } }), "the item has no text owner"],
    [nameWith({ first: { ...FIRST, job: 1 } }), "the item has no text job"],
    [nameWith({ first: { ...FIRST, atMs: "1" } }), "the item has no number atMs"],
    [nameWith({ idle: 0 }), "idle is not an object"],
    [nameWith({ idle: { ...IDLE, runs: "2" } }), "the item has no number runs"],
    [nameWith({ idle: { ...IDLE, atMs: undefined } }), "the item has no number atMs"],
    [nameWith({ idle: { ...IDLE, pushgatewayStart: 1 } }), "the item has no text pushgatewayStart"],
    [{ kind: "placement", families: {} }, "the item has no text job"],
    [{ kind: "placement", job: "ci" }, "families is not an object"],
    [{ kind: "placement", job: "ci", families: { a: [] } }, "labels is not an object"],
    [{ kind: "placement", job: "ci", families: { a: { b: 1 } } }, "placement is not an object"],
    [labelWith({ key: 1 }), "key is not an object"],
    [labelWith({ body: undefined }), "body is not an object"],
    [labelWith({ key: { k: 1 } }), "idle is not an object"],
    [labelWith({ rest: 0 }), "rest is not an object"],
    [labelWith({ rest: { side: "both" } }), "the rest is on neither side"],
    [{ ...COUNTER, of: undefined }, "of is not an object"],
    [{ ...COUNTER, of: {} }, "the item has no number totalShard"],
    [{ ...COUNTER, of: { owner: 1 } }, "the item has no text owner"],
    ...["groups", "series", "bytes", "names", "revision"].map((dimension): [object, string] => [
      { ...COUNTER, [dimension]: "1" },
      `the item has no number ${dimension}`,
    ]),
    [{ kind: "open", table: 1, labels: {} }, "the item has no text table"],
    [{ kind: "open", opening: 0, labels: {} }, "idle is not an object"],
    [{ kind: "open" }, "labels is not an object"],
    [{ kind: "open", labels: { instance: "closed" } }, "idle is not an object"],
    [{ kind: "run", pushgatewayStart: "" }, "the item has no number startedMs"],
    [{ kind: "run", startedMs: 1 }, "the item has no text pushgatewayStart"],
    [{ kind: "dirty" }, "the item has no number atMs"],
    [{ kind: "refusals", counts: {} }, "the item has no text client"],
    [{ kind: "refusals", client: "ci" }, "counts is not an object"],
    [{ kind: "refusals", client: "ci", counts: { internal: "1" } }, "a count is not a number"],
    ...["destination", "owner"].map((name): [object, string] => [
      { ...LEASE, [name]: 1 },
      `the item has no text ${name}`,
    ]),
    ...["shard", "untilMs", "timestampMs", "fromMs", "notV2UntilMs"].map((name): [object, string] => [
      { ...LEASE, [name]: "1" },
      `the item has no number ${name}`,
    ]),
  ])("is refused: %j", (json, told) => {
    expect(() => readContractJson(JSON.stringify(json))).toThrow(new TypeError(told));
  });
});
