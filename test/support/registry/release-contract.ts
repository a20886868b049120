import { beforeEach, describe, expect, it } from "@jest/globals";
import { createAdministration, type RegistryAdministration } from "../../../lambda/agree/administration.ts";
import { type ItemStore, readAll } from "../../../lambda/agree/item-store.ts";
import { AWS_TIMES } from "../../../lambda/agree/protocol-times.ts";
import type { Registry } from "../../../lambda/agree/registry.ts";
import { aFamily, aStoredGroup, claimsOf } from "./push-claims.ts";
import { createRegistryBench, type RegistryBench } from "./registry-bench.ts";

const MINUTE = 60_000;

/** What the sweep may release of every registry, and what it must not. */
export const describeRelease = (createStore: () => Promise<ItemStore>): void => {
  let bench: RegistryBench;
  let registry: Registry;
  let administration: RegistryAdministration;

  beforeEach(async () => {
    bench = createRegistryBench(await createStore());
    registry = bench.createInstance();
    administration = createAdministration(bench.store, bench.now);
  });

  const counter = [aFamily("x", "counter")];
  const gauge = [aFamily("x", "gauge")];
  const claim = (...parts: Parameters<typeof claimsOf>) => bench.createInstance().claim(claimsOf(...parts));

  describe("a claim that is not live", () => {
    it("is kept until it is older than T", async () => {
      await claim(counter);
      await bench.sweepAfter(AWS_TIMES.releaseMs);
      expect(await claim(gauge)).toMatchObject({ kind: "conflict" });
    });

    it("is released once it is older than T", async () => {
      await claim(counter);
      await bench.sweepAfter(AWS_TIMES.releaseMs + 1);
      expect(await claim(gauge)).toMatchObject({ kind: "agreed" });
    });

    it("is released for values and the rest, one by one", async () => {
      const key = (instance: string) => ({ key: { instance } });
      for (let number = 0; number < 9; number += 1) {
        await claim(gauge, key(`k${number}`));
      }
      bench.advance(AWS_TIMES.releaseMs - MINUTE);
      await claim(gauge, key("k0"));
      await bench.sweepAfter(MINUTE + 1);
      const body = (instance: string) => [aFamily("x", "gauge", { instance })];
      expect(await claim(body("k0"))).toMatchObject({ kind: "conflict" });
      expect(await claim(body("k1"))).toMatchObject({ kind: "agreed" });
      expect(await claim(body("never-seen"))).toMatchObject({ kind: "agreed" });
    });

    it.each([
      ["fails", undefined],
      ["is slow", 10_001],
    ])("is not released when the read %s, nor by the sweep after it", async (_, readMs) => {
      await claim(counter);
      bench.advance(AWS_TIMES.releaseMs - 2 * MINUTE);
      await bench.sweep();
      bench.advance(2 * MINUTE + 1);
      bench.readTakes(readMs);
      await bench.sweep();
      bench.readTakes(0);
      expect(await bench.sweep()).toMatchObject({ mayRelease: false });
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "conflict" });
      bench.advance(2 * MINUTE);
      expect(await bench.sweep()).toMatchObject({ mayRelease: true });
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "agreed" });
    });

    it("is not released by the first sweep, nor by one that comes late, nor after a restart of the Pushgateway", async () => {
      await claim(counter);
      bench.advance(AWS_TIMES.releaseMs + 1);
      expect(await bench.sweep()).toMatchObject({ mayRelease: false });
      bench.advance(AWS_TIMES.releaseMs / 2 + 1);
      expect(await bench.sweep()).toMatchObject({ mayRelease: false });
      bench.restartPushgateway();
      bench.advance(MINUTE);
      expect(await bench.sweep()).toMatchObject({ mayRelease: false });
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "conflict" });
      bench.advance(2 * MINUTE);
      expect(await bench.sweep()).toMatchObject({ mayRelease: true });
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "agreed" });
    });

    it("is released as of the time before the read, however long that took", async () => {
      await claim(counter);
      bench.advance(AWS_TIMES.releaseMs - 2 * MINUTE);
      await bench.sweep();
      bench.advance(2 * MINUTE - 5_000);
      bench.readTakes(9_000);
      expect(await bench.sweep()).toMatchObject({ mayRelease: true });
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "conflict" });
    });
  });

  describe("a claim that is live", () => {
    it("is kept for ever, and for T after it was last seen", async () => {
      await claim(counter);
      bench.hold(aStoredGroup(counter));
      for (let minutes = 0; minutes < 180; minutes += 29) {
        bench.advance(29 * MINUTE);
        expect(await bench.sweep()).toMatchObject({ findings: [] });
        expect(await registry.check(claimsOf(gauge, { job: "k" }))).toMatchObject({ kind: "conflict" });
      }
      bench.hold();
      bench.advance(AWS_TIMES.releaseMs / 2);
      await bench.sweep();
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "conflict" });
    });

    it("is made where nobody had it, by the ordinary rule", async () => {
      await claim([aFamily("first", "gauge")]);
      bench.hold(
        aStoredGroup(counter, { key: { instance: "a" } }),
        aStoredGroup([aFamily("x", "counter", { branch: "b" })]),
      );
      expect(await bench.sweep()).toMatchObject({ findings: [] });
      expect(await registry.check(claimsOf(gauge))).toMatchObject({ kind: "conflict" });
      expect(await registry.check(claimsOf([aFamily("x", "counter", { instance: "a" })]))).toMatchObject({
        kind: "conflict",
      });
      expect(await registry.check(claimsOf(counter, { key: { branch: "b" } }))).toMatchObject({
        kind: "conflict",
      });
    });

    it("is reported where it contradicts what is claimed", async () => {
      await claim(counter, { key: { instance: "a" } });
      const stranger = aStoredGroup([aFamily("x", "gauge", { instance: "a" })]);
      bench.hold(stranger);
      expect(await bench.sweep()).toMatchObject({
        findings: [
          {
            kind: "type",
            name: "x",
            claimed: { type: "counter" },
            found: { type: "gauge" },
            paths: [stranger.key.path],
          },
          { kind: "side", family: "x", label: "instance", side: "body", paths: [stranger.key.path] },
        ],
      });
    });
  });

  describe("a name released by hand", () => {
    it("is refused to all at once, and freed when no push can be under way and it is gone", async () => {
      await claim(counter);
      expect(await administration.release("x")).toBe("closed");
      expect(await claim(counter)).toMatchObject({ conflicts: [{ reason: "closed" }] });
      await bench.sweepAfter(AWS_TIMES.claimMs);
      expect(await claim(gauge)).toMatchObject({ conflicts: [{ reason: "closed" }] });
      bench.advance(AWS_TIMES.lateMs + AWS_TIMES.skewMs + 1);
      await bench.sweep();
      expect(await claim(gauge)).toMatchObject({ kind: "agreed" });
    });

    it("stays closed while it is live, and for an old persistence file's age after that", async () => {
      await claim(counter);
      bench.hold(aStoredGroup(counter));
      await administration.release("x");
      bench.advance(20 * MINUTE);
      await bench.sweep();
      bench.hold();
      bench.advance(2 * MINUTE);
      await bench.sweep();
      expect(await claim(gauge)).toMatchObject({ conflicts: [{ reason: "closed" }] });
      bench.advance(AWS_TIMES.persistedMs + 1);
      await bench.sweep();
      expect(await claim(gauge)).toMatchObject({ kind: "agreed" });
    });

    it("can be used to their end by claims from before", async () => {
      await registry.claim(claimsOf(counter));
      await administration.release("x");
      expect(await registry.claim(claimsOf(counter))).toMatchObject({ kind: "agreed" });
      bench.advance(AWS_TIMES.claimMs);
      expect(await registry.claim(claimsOf(counter))).toMatchObject({ kind: "conflict" });
    });

    it("can be opened again", async () => {
      await claim(counter);
      await administration.release("x");
      expect(await administration.release("x")).toBe("closed-already");
      expect(await administration.reopen("x")).toBe("open");
      expect(await claim(counter)).toMatchObject({ kind: "agreed" });
      expect(await administration.release("y")).toBe("unknown");
    });
  });

  describe("what a client holds", () => {
    const big = [aFamily("x", "gauge", { n: "1" }, { n: "2" }, { n: "3" })];
    const settleMs = AWS_TIMES.claimMs + AWS_TIMES.lateMs + AWS_TIMES.skewMs + 1;
    const held = async (client: string) =>
      (await administration.list()).holders.find(({ of }) => of !== "everybody" && of.client === client);

    it("becomes less when a group is gone for as long as a push can be under way", async () => {
      await claim(big);
      await bench.sweep();
      expect(await held("ci")).toMatchObject({ groups: 1, series: 3 });
      await bench.sweepAfter(settleMs);
      expect(await held("ci")).toMatchObject({ groups: 0, series: 0 });
    });

    it("becomes less when a group has become smaller, though it is pushed all the time", async () => {
      await claim(big);
      bench.hold(aStoredGroup(gauge));
      await bench.sweepAfter(settleMs);
      await claim(gauge);
      await bench.sweep();
      expect(await held("ci")).toMatchObject({ groups: 1, series: 1 });
    });

    it("becomes more when a group is larger than what was counted", async () => {
      await claim(gauge);
      bench.hold(aStoredGroup(big));
      await bench.sweep();
      expect(await held("ci")).toMatchObject({ groups: 1, series: 3 });
    });

    it("is at all times the sum over its groups", async () => {
      for (let number = 0; number < 60; number += 1) {
        await claim(number % 3 === 0 ? big : gauge, {
          client: `c${number % 2}`,
          key: { instance: `${number % 40}` },
        });
      }
      bench.hold(
        ...Array.from({ length: 70 }, (_, n) =>
          aStoredGroup(n % 5 === 0 ? big : gauge, { key: { instance: `${n}` } }),
        ),
      );
      await bench.sweepAfter(settleMs);
      const items = (await readAll(bench.store)).map(({ item }) => item);
      const groups = items.flatMap((item) => (item.kind === "group" ? [item] : []));
      for (const client of ["c0", "c1", ""]) {
        const own = groups.filter((group) => group.client === client);
        expect(await held(client)).toMatchObject({
          groups: own.length,
          series: own.reduce((sum, { series }) => sum + series, 0),
        });
      }
      expect(items).toContainEqual({
        kind: "counter",
        of: "everybody",
        groups: 70,
        series: 14 * 3 + 56,
      });
    });
  });

  describe("seeding", () => {
    it("happens with the first push, which is then held to what the Pushgateway has", async () => {
      bench.hold(aStoredGroup(counter));
      expect(await registry.claim(claimsOf(gauge))).toMatchObject({ kind: "conflict" });
    });

    it("keeps pushes out when the Pushgateway cannot be read", async () => {
      bench.readTakes(undefined);
      expect(await registry.claim(claimsOf(gauge))).toMatchObject({ kind: "unavailable", reason: "seeding" });
      bench.readTakes(0);
      expect(await registry.claim(claimsOf(gauge))).toMatchObject({ kind: "agreed" });
    });

    it("is made by one of many", async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => claim(gauge)));
      expect(outcomes.filter(({ kind }) => kind === "agreed").length).toBeGreaterThanOrEqual(1);
      for (const outcome of outcomes) {
        expect(["agreed", "unavailable"]).toContain(outcome.kind);
      }
    });

    it("is made again for other tracked labels", async () => {
      await claim(gauge);
      bench.takeCalls();
      const other = bench.createInstance({ trackedLabels: new Set(["instance"]) });
      expect(await other.claim(claimsOf(gauge))).not.toMatchObject({ kind: "agreed" });
    });
  });
};
