import { beforeEach, describe, expect, it } from "@jest/globals";
import { type ItemStore, readAll, StoreOutage } from "../../../lambda/agree/item-store.ts";
import { type ItemKey, MAX_LISTED_VALUES } from "../../../lambda/agree/items.ts";
import { AWS_TIMES } from "../../../lambda/agree/protocol-times.ts";
import type { ClaimOutcome, Registry } from "../../../lambda/agree/registry.ts";
import type { MetricType } from "../../../lambda/model/exposition.ts";
import { aFamily, claimsOf } from "./push-claims.ts";
import { createRegistryBench, type RegistryBench } from "./registry-bench.ts";

const MINUTE = 60_000;

const kinds = (outcomes: readonly ClaimOutcome[]): readonly string[] => outcomes.map(({ kind }) => kind);

const isSides = (key: ItemKey): boolean => key.startsWith("sides#");

/** What every registry promises, whatever its items are kept in. `createStore` gives an empty store each time. */
export const describeRegistry = (createStore: () => Promise<ItemStore>): void => {
  let bench: RegistryBench;
  let registry: Registry;

  beforeEach(async () => {
    bench = createRegistryBench(await createStore());
    registry = bench.createInstance();
  });

  const claim = (...parts: Parameters<typeof claimsOf>) => registry.claim(claimsOf(...parts));

  describe("types", () => {
    it("lets the first push of a name have its type, and tells the second what is in force", async () => {
      await claim([aFamily("x", "counter")]);
      expect(await claim([aFamily("x", "gauge")], { job: "k" })).toEqual({
        kind: "conflict",
        conflicts: [
          {
            kind: "type",
            name: "x",
            family: "x",
            wanted: "gauge",
            inForce: "counter",
            owner: "x",
            reason: "held",
          },
        ],
      });
    });

    it.each([
      ["histogram", "a_count"],
      ["histogram", "a_bucket"],
      ["histogram", "a_sum"],
      ["gaugehistogram", "a_bucket"],
      ["summary", "a_count"],
      ["summary", "a_sum"],
    ] as const)("gives a %s its %s, whoever comes first", async (type, name) => {
      await claim([aFamily("a", type)]);
      expect(await claim([aFamily(name, "gauge")])).toMatchObject({
        conflicts: [{ name, inForce: type, owner: "a" }],
      });
      await claim([aFamily(name.replace("a", "b"), "gauge")]);
      expect(await claim([aFamily("b", type)])).toMatchObject({
        conflicts: [{ name: name.replace("a", "b"), family: "b", inForce: "gauge" }],
      });
    });

    it("lets a summary have a neighbour called _bucket", async () => {
      expect(
        kinds([await claim([aFamily("s", "summary")]), await claim([aFamily("s_bucket", "gauge")])]),
      ).toEqual(["agreed", "agreed"]);
    });

    it.each(["counter", "gauge"] as const)("lets untyped samples adopt the %s in force", async (type) => {
      await claim([aFamily("x", type)]);
      expect(await claim([aFamily("x", "untyped")], { job: "k" })).toMatchObject({
        kind: "agreed",
        adopted: new Map([["x", type]]),
      });
    });

    it("holds others to untyped where that came first", async () => {
      await claim([aFamily("x", "untyped")]);
      expect(await claim([aFamily("x", "counter")])).toMatchObject({ conflicts: [{ inForce: "untyped" }] });
    });

    it("adopts no histogram", async () => {
      await claim([aFamily("x", "histogram")]);
      expect(await claim([aFamily("x", "untyped")])).toMatchObject({ kind: "conflict" });
      expect(await claim([aFamily("x_count", "untyped")])).toMatchObject({ kind: "conflict" });
    });

    it("knows the Pushgateway's own names and types", async () => {
      expect(
        await claim([aFamily("go_goroutines", "gauge"), aFamily("process_open_fds", "untyped")]),
      ).toMatchObject({
        kind: "agreed",
        adopted: new Map([["process_open_fds", "gauge"]]),
      });
      expect(
        await claim([aFamily("go_goroutines", "counter"), aFamily("go_gc_duration_seconds_sum", "gauge")]),
      ).toEqual({
        kind: "conflict",
        conflicts: [
          expect.objectContaining({ name: "go_goroutines", reason: "reserved" }),
          expect.objectContaining({ name: "go_gc_duration_seconds_sum", reason: "reserved" }),
        ],
      });
    });

    it("tells every conflict of a push, and claims nothing of it", async () => {
      await claim([aFamily("a", "counter"), aFamily("b", "counter")]);
      const refused = await claim([aFamily("a", "gauge"), aFamily("b", "gauge"), aFamily("c", "gauge")]);
      expect(refused).toMatchObject({ conflicts: [{ name: "a" }, { name: "b" }] });
      expect(await claim([aFamily("c", "summary")])).toMatchObject({ kind: "agreed" });
    });
  });

  describe("label values", () => {
    const body = (value: string, label = "instance") => aFamily("x", "gauge", { [label]: value });

    it("are in keys or in bodies of a job's family, never in both", async () => {
      await claim([aFamily("x", "gauge")], { key: { instance: "a" } });
      expect(await claim([body("a")])).toEqual({
        kind: "conflict",
        conflicts: [
          {
            kind: "side",
            family: "x",
            label: "instance",
            value: "a",
            wanted: "body",
            reason: "on-other-side",
          },
        ],
      });
      await claim([body("b")]);
      expect(await claim([aFamily("x", "gauge")], { key: { instance: "b" } })).toMatchObject({
        conflicts: [{ value: "b", wanted: "key" }],
      });
    });

    it("may be on both sides in another job, another family or another label", async () => {
      await claim([aFamily("x", "gauge")], { key: { instance: "a" } });
      expect(
        kinds([
          await claim([body("a")], { job: "k" }),
          await claim([aFamily("y", "gauge", { instance: "a" })]),
          await claim([body("a", "branch")]),
        ]),
      ).toEqual(["agreed", "agreed", "agreed"]);
    });

    it("take no part where the push's own key overwrites them, where they are empty, or where no key can have the label", async () => {
      await claim([aFamily("x", "gauge")], { key: { instance: "a" } });
      expect(
        kinds([
          await claim([body("a")], { key: { instance: "c" } }),
          await claim([aFamily("x", "gauge", { colour: "a" })]),
          await claim([aFamily("x", "gauge")]),
        ]),
      ).toEqual(["agreed", "agreed", "agreed"]);
    });

    it("may be as many as one likes on the key side, which then owns the rest", async () => {
      await claim([body("body-1")]);
      for (let number = 1; number <= 20; number += 1) {
        expect(await claim([aFamily("x", "gauge")], { key: { instance: `key-${number}` } })).toMatchObject({
          kind: "agreed",
        });
      }
      expect(await claim([body("key-1")])).toMatchObject({ conflicts: [{ reason: "on-other-side" }] });
      expect(await claim([body("key-20")])).toMatchObject({ conflicts: [{ reason: "on-other-side" }] });
      expect(await claim([body("never-seen")])).toMatchObject({ conflicts: [{ reason: "on-other-side" }] });
      expect(await claim([body("body-1")])).toMatchObject({ kind: "agreed" });
      expect(await claim([aFamily("x", "gauge")], { key: { instance: "body-1" } })).toMatchObject({
        kind: "conflict",
      });
    });

    it("may be eight on the body side, and not nine", async () => {
      const labelSets = Array.from({ length: 9 }, (_, number) => ({ instance: `v${number}` }));
      expect(await claim([aFamily("x", "gauge", ...labelSets)])).toEqual({
        kind: "conflict",
        conflicts: [
          { kind: "side", family: "x", label: "instance", value: "v8", wanted: "body", reason: "full" },
        ],
      });
      expect(await claim([aFamily("x", "gauge", ...labelSets.slice(0, 8))])).toMatchObject({
        kind: "agreed",
      });
    });
  });

  describe("standing limits", () => {
    const series = (count: number, name = "x") =>
      aFamily(name, "gauge", ...Array.from({ length: count }, (_, number) => ({ number: String(number) })));

    it("hold a client to its groups", async () => {
      const of = (instance: string) => ({ key: { instance }, groups: 2 });
      await claim([series(1)], of("a"));
      await claim([series(1)], of("b"));
      expect(await claim([series(1)], of("c"))).toEqual({
        kind: "over-quota",
        quota: "groups",
        held: 2,
        allowed: 2,
      });
      expect(await claim([series(5)], of("a"))).toMatchObject({ kind: "agreed" });
      expect(await claim([series(1)], { ...of("c"), client: "other" })).toMatchObject({ kind: "agreed" });
    });

    it("hold a client to its series over all groups, and let it push what does not grow", async () => {
      const of = (instance: string) => ({ key: { instance }, totalSeries: 10 });
      await claim([series(6)], of("a"));
      expect(await claim([series(5)], of("b"))).toEqual({
        kind: "over-quota",
        quota: "totalSeries",
        held: 6,
        allowed: 10,
      });
      await claim([series(4)], of("b"));
      expect(await claim([series(6)], of("a"))).toMatchObject({ kind: "agreed" });
      expect(await claim([series(7)], of("a"))).toMatchObject({ kind: "over-quota" });
    });

    it("count a POST on top of what the group has, and the same POST once", async () => {
      const of = { method: "POST" as const, totalSeries: 10 };
      await claim([series(4)], of);
      await claim([series(4)], of);
      await claim([series(4, "y")], of);
      expect(await claim([series(4, "z")], of)).toMatchObject({ kind: "over-quota", held: 8 });
    });

    it("do not become less by a smaller PUT, which may never be applied", async () => {
      await claim([series(8)], { totalSeries: 10 });
      await claim([series(1)], { totalSeries: 10 });
      expect(await claim([series(3)], { key: { instance: "b" }, totalSeries: 10 })).toMatchObject({
        kind: "over-quota",
        held: 8,
      });
    });

    it("count a group for the client that made it grow last", async () => {
      await claim([series(5)], { client: "a" });
      await claim([series(6)], { client: "b" });
      expect(
        await claim([series(10)], { client: "a", key: { instance: "1" }, totalSeries: 10, groups: 1 }),
      ).toMatchObject({
        kind: "agreed",
      });
      expect(await claim([series(1)], { client: "b", key: { instance: "2" }, groups: 1 })).toMatchObject({
        kind: "over-quota",
        held: 1,
      });
    });

    it("hold everybody together to what the Pushgateway may have", async () => {
      registry = bench.createInstance({ maxSeries: 10 });
      await claim([series(8)], { client: "a" });
      expect(await claim([series(3)], { client: "b", key: { instance: "b" } })).toEqual({
        kind: "full",
        held: 8,
        allowed: 10,
      });
      expect(await claim([series(2)], { client: "b", key: { instance: "b" } })).toMatchObject({
        kind: "agreed",
      });
    });

    it("are told by a dry run, which counts nothing", async () => {
      const claims = claimsOf([series(8)], { totalSeries: 10 });
      for (let time = 0; time < 3; time += 1) {
        expect(await registry.check(claims)).toMatchObject({ kind: "agreed" });
      }
      expect(await registry.check(claimsOf([series(11)], { totalSeries: 10 }))).toMatchObject({
        kind: "over-quota",
        held: 0,
      });
    });
  });

  describe("dry runs", () => {
    it("claim nothing, and remember nothing that was not claimed", async () => {
      expect(await registry.check(claimsOf([aFamily("x", "counter")]))).toMatchObject({ kind: "agreed" });
      expect(await claim([aFamily("x", "gauge")])).toMatchObject({ kind: "agreed" });
      expect(await registry.check(claimsOf([aFamily("x", "counter")]))).toMatchObject({ kind: "conflict" });
    });
  });

  describe("calls of the store", () => {
    const push = claimsOf(
      [aFamily("a", "counter", { instance: "i" }), aFamily("b", "histogram"), aFamily("c", "summary")],
      { key: { branch: "main" } },
    );

    it("are none for a steady client, until a claim is old", async () => {
      await registry.claim(push);
      bench.takeCalls();
      bench.advance(AWS_TIMES.claimMs - AWS_TIMES.sendMarginMs - 1);
      expect(await registry.claim(push)).toMatchObject({ kind: "agreed" });
      expect(bench.takeCalls()).toEqual({ reads: 0, transactions: 0 });
      bench.advance(1);
      expect(await registry.claim(push)).toMatchObject({
        kind: "agreed",
        validUntilMs: bench.now() + AWS_TIMES.claimMs,
      });
      expect(bench.takeCalls()).toEqual({ reads: 1, transactions: 1 });
    });

    it("are one read for an instance that knows nothing, and no write while the claims are young", async () => {
      await registry.claim(push);
      const startedMs = bench.now();
      bench.advance(MINUTE);
      bench.takeCalls();
      const outcome = await bench.createInstance().claim(push);
      expect(bench.takeCalls()).toEqual({ reads: 1, transactions: 0 });
      expect(outcome).toMatchObject({ kind: "agreed", validUntilMs: startedMs + AWS_TIMES.claimMs });
    });

    it("are for a new member of a fleet those of its group alone", async () => {
      const join = (member: string) =>
        claim([aFamily("a", "counter"), aFamily("b", "histogram")], { key: { instance: member } });
      for (let member = 0; member < MAX_LISTED_VALUES; member += 1) await join(`i-${member}`);
      bench.takeReadKeys();
      await join("owns-the-rest");
      expect(bench.takeReadKeys().filter(isSides)).toHaveLength(2);
      expect(await join("newcomer")).toMatchObject({ kind: "agreed" });
      expect(bench.takeReadKeys().filter(isSides)).toEqual([]);
    });

    it("are as before for a value that a body had before the fleet had the rest", async () => {
      const families = (instance: string) => [aFamily("a", "counter", { instance })];
      await claim(families("taken"));
      for (let member = 0; member <= MAX_LISTED_VALUES; member += 1) {
        await claim([aFamily("a", "counter")], { key: { instance: `i-${member}` } });
      }
      expect(await claim([aFamily("a", "counter")], { key: { instance: "taken" } })).toMatchObject({
        kind: "conflict",
      });
      expect(await claim(families("another"))).toMatchObject({ kind: "conflict" });
      expect(await claim(families("taken"))).toMatchObject({ kind: "agreed" });
    });

    it("renew the rest for all of the fleet when it is old", async () => {
      const join = (member: string) => claim([aFamily("a", "counter")], { key: { instance: member } });
      for (let member = 0; member <= MAX_LISTED_VALUES; member += 1) await join(`i-${member}`);
      bench.advance(AWS_TIMES.claimMs);
      bench.takeReadKeys();
      expect(await join("newcomer")).toMatchObject({ validUntilMs: bench.now() + AWS_TIMES.claimMs });
      expect(bench.takeReadKeys().filter(isSides)).toHaveLength(1);
    });

    it("are none for a value that was listed once and is now one of the rest", async () => {
      const join = (member: string) => claim([aFamily("a", "counter")], { key: { instance: member } });
      await join("early");
      await bench.sweep();
      await bench.sweepAfter(AWS_TIMES.releaseMs / 2 - 5 * MINUTE);
      await bench.sweepAfter(AWS_TIMES.releaseMs / 2 - 5 * MINUTE);
      await bench.sweepAfter(15 * MINUTE);
      for (let member = 0; member <= MAX_LISTED_VALUES; member += 1) await join(`i-${member}`);
      bench.takeReadKeys();
      await join("early");
      expect(bench.takeReadKeys().filter(isSides)).toHaveLength(1);
      await join("early");
      expect(bench.takeReadKeys()).toEqual([]);
    });

    it("record 600 names in several transactions", async () => {
      const families = Array.from({ length: 150 }, (_, number) => aFamily(`h${number}`, "histogram"));
      await claim([aFamily("first", "gauge")]);
      bench.takeCalls();
      expect(await claim(families)).toMatchObject({ kind: "agreed" });
      expect(bench.takeCalls()).toEqual({ reads: 1, transactions: 7 });
      expect(await claim([aFamily("h149_sum", "gauge")])).toMatchObject({ kind: "conflict" });
    });
  });

  describe("16 writers racing for the same names", () => {
    it("leave exactly one type, refuse all others, and half a claim to none", async () => {
      await claim([aFamily("seed", "gauge")]);
      const types: readonly MetricType[] = ["counter", "gauge", "histogram", "summary"];
      const outcomes = await Promise.all(
        Array.from({ length: 16 }, async (_, number) => {
          const type = types[number % types.length]!;
          const families = ["a", "b", "c"].map((name) => aFamily(name, type));
          return {
            type,
            outcome: await bench
              .createInstance()
              .claim(claimsOf(families, { job: `j${number}`, client: `c${number}` })),
          };
        }),
      );
      const winners = new Set(
        outcomes.filter(({ outcome }) => outcome.kind === "agreed").map(({ type }) => type),
      );
      expect(winners.size).toBe(1);
      const [winner] = winners;
      for (const { type, outcome } of outcomes) {
        expect(outcome.kind).toBe(type === winner ? "agreed" : "conflict");
      }
      const items = await readAll(bench.store);
      const names = items.flatMap(({ item }) => (item.kind === "name" && item.name !== "seed" ? [item] : []));
      expect(new Set(names.map(({ type }) => type))).toEqual(winners);
      expect(names.filter(({ name }) => ["a", "b", "c"].includes(name))).toHaveLength(3);
    });

    it("count every group once", async () => {
      await claim([aFamily("seed", "gauge")]);
      const outcomes = await Promise.all(
        Array.from({ length: 16 }, (_, number) =>
          bench.createInstance().claim(
            claimsOf([aFamily("x", "gauge")], {
              key: { instance: `${number}` },
              groups: 11,
              client: "fleet",
            }),
          ),
        ),
      );
      expect(kinds(outcomes).filter((kind) => kind === "agreed")).toHaveLength(11);
      expect(kinds(outcomes).filter((kind) => kind === "over-quota")).toHaveLength(5);
    });
  });

  describe("an outage of the store", () => {
    it("is answered as unavailable", async () => {
      const down = createRegistryBench({
        ...bench.store,
        read: async () => {
          throw new StoreOutage("down");
        },
      });
      expect(await down.createInstance().claim(claimsOf([aFamily("x", "gauge")]))).toMatchObject({
        kind: "unavailable",
        reason: "unreachable",
      });
    });
  });
};
