import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { baseName, hashKeyText, isCounterKey, keyOf } from "../../../lambda/store/contracts/contract-key.ts";
import type { ContractItem } from "../../../lambda/store/items.ts";
import { NO_HOLDING } from "../../../lambda/store/items.ts";
import { createLease } from "../../support/store/lease.ts";

describe("baseName", () => {
  it.each([
    ["requests_total", "requests_total"],
    ["h_bucket", "h"],
    ["h_count_count", "h"],
    ["h_sum_bucket_count", "h"],
    ["accounts", "accounts"],
    ["_sum", ""],
  ])("puts %s under %p", (name, base) => {
    expect(baseName(name)).toBe(base);
  });
});

/** A change of these keys would lose stored items. */
describe("the key of a contract item", () => {
  const counter = (of: object) => ({ kind: "counter", of, ...NO_HOLDING, revision: 0 }) as ContractItem;

  it.each<[string, ContractItem]>([
    ["name#h", { kind: "name", base: "h", entries: new Map() }],
    ["place#VNANhndYzvgWvEaF9Y4yew", { kind: "placement", job: "backup", families: new Map() }],
    ["owner#4ZCdurLHwwO3LsDupJrYPQ", counter({ owner: "ci?ref=main", part: 0 })],
    ["owner#4ZCdurLHwwO3LsDupJrYPQ#3", counter({ owner: "ci?ref=main", part: 3 })],
    ["total#0", counter({ totalShard: 0 })],
    ["open", { kind: "open", table: undefined, opening: undefined, labels: new Map() }],
    ["run", { kind: "run", startedMs: 0, pushgatewayStart: "" }],
    ["dirty", { kind: "dirty", atMs: 0 }],
    ["refused#ci", { kind: "refusals", client: "ci", counts: new Map() }],
    ["remote-write#amp#1", createLease()],
  ])("does not change between versions of the proxy: %s", (key, item) => {
    expect(keyOf(item)).toBe(key);
  });

  it.each([
    ["owner#4ZCdurLHwwO3LsDupJrYPQ#3", true],
    ["total#0", true],
    ["name#owner", false],
    // Destinations and clients can have any name.
    ["remote-write#owner#1", false],
    ["refused#total", false],
  ])("tells whether it is a counter's: %s", (key, isCounter) => {
    expect(isCounterKey(key)).toBe(isCounter);
  });
});

describe("the hash of a text", () => {
  const expected = (text: string): string =>
    createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

  it("is the same the next time, for more texts than are remembered, and for long ones", () => {
    const texts = Array.from({ length: 1_200 }, (_, index) => String(index).padEnd(90 + (index % 30), "é"));
    for (const text of [...texts, ...texts]) {
      expect(hashKeyText(text)).toBe(expected(text));
      expect(hashKeyText(text)).toBe(expected(text));
    }
  });
});
