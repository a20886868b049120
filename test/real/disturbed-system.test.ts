import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { DisturbedSystem } from "../support/disturbances/disturbed-system.ts";
import { PushLoad } from "../support/disturbances/push-load.ts";
import { Random } from "../support/random.ts";
import { findFreePort, findPushgateway } from "../support/real-components.ts";

const TIMEOUT_MS = 90_000;

describeWithReal("the local system under a disturbance", { pushgateway: findPushgateway() }, () => {
  let system: DisturbedSystem;
  afterEach(() => system.close());

  const send = async (method: string, instance: string, body?: string): Promise<number> => {
    const response = await fetch(`${system.system.url}/metrics/job/load/instance/${instance}`, {
      method,
      headers: { authorization: system.authorization },
      ...(body !== undefined && { body }),
    });
    await response.arrayBuffer();
    return response.status;
  };

  const names = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `i${index}`);

  const pushAll = (count: number, value: number): Promise<readonly number[]> =>
    Promise.all(names(count).map((name) => send("PUT", name, `# TYPE x gauge\nx ${value}\n`)));

  const allAt = (count: number, value: number): ReadonlyMap<string, number> =>
    new Map(names(count).map((name) => [name, value] as const));

  const waitForPage = async (expected: ReadonlyMap<string, number>): Promise<number> => {
    const startMs = Date.now();
    for (;;) {
      const page = new Map([...(await system.readPage())].sort());
      const isSame =
        page.size === expected.size && [...expected].every(([name, value]) => page.get(name) === value);
      if (isSame) {
        return Date.now() - startMs;
      }
      if (Date.now() - startMs > 40_000) {
        expect(page).toEqual(new Map([...expected].sort()));
      }
      await sleep(100);
    }
  };

  it(
    "answers 202 at once while the Pushgateway is a black hole, after the first failure",
    async () => {
      system = await DisturbedSystem.start();
      const load = new PushLoad({
        url: system.system.url,
        authorization: system.authorization,
        groups: 100,
        workers: 8,
        pauseMs: 5,
        random: new Random(1),
      });
      await load.fill();
      system.wire.mode = { kind: "black-hole" };
      const since = load.pushes.length;
      load.resume();
      await sleep(8_000);
      await load.pause();
      load.close();
      const during = load.pushes.slice(since);
      expect(new Set(during.map(({ status }) => status))).toEqual(new Set([202]));
      const failed = during.filter(({ tookMs }) => tookMs >= 1_000);
      const failedMs = Math.min(...failed.map(({ sentMs, tookMs }) => sentMs + tookMs));
      const after = during.filter(({ sentMs }) => sentMs > failedMs).map(({ tookMs }) => tookMs);
      const sorted = after.toSorted((a, b) => a - b);
      const p99 = sorted[Math.floor(sorted.length * 0.99)]!;
      console.info(`${sorted.length} pushes after the first failure, p99 ${p99.toFixed(1)} ms`);
      // The aim is 100 ms, but a busy machine takes longer. A push that waited for a relay takes 2,000 ms.
      expect(p99).toBeLessThan(1_900);
      system.wire.mode = { kind: "pass" };
    },
    TIMEOUT_MS,
  );

  it(
    "loses no group that is pushed while a run expires it",
    async () => {
      system = await DisturbedSystem.start('expiry: [{ job: "*", after: 8s }]\n');
      const groups = 100;
      for (let round = 1; round <= 2; round++) {
        expect(new Set(await pushAll(groups, round))).toEqual(new Set([200]));
        await sleep(7_900);
        const runs = [system.sweep(), sleep(100).then(() => system.sweep())];
        const statuses = await pushAll(groups, round + 0.5);
        expect(statuses.filter((status) => status >= 300)).toEqual([]);
        await Promise.all(runs);
        const store = await system.readStore();
        expect([...store.values()].filter((value) => value !== round + 0.5)).toEqual([]);
        expect(store.size).toBe(groups);
        await system.sweep();
        expect((await system.readPage()).size).toBe(groups);
      }
    },
    TIMEOUT_MS,
  );

  it(
    "accepts pushes of 100 clients that start at once, each with a separate group",
    async () => {
      system = await DisturbedSystem.start();
      const statuses = await pushAll(100, 1);
      expect(statuses.filter((status) => status !== 200 && status !== 202)).toEqual([]);
      await waitForPage(allAt(100, 1));
    },
    TIMEOUT_MS,
  );

  it(
    "accepts 60 concurrent POSTs to one group, and keeps each family",
    async () => {
      system = await DisturbedSystem.start();
      const statuses = await Promise.all(
        names(60).map((name) =>
          send("POST", "one", `# TYPE x gauge\nx 1\n# TYPE y_${name} gauge\ny_${name} 1\n`),
        ),
      );
      expect(statuses.filter((status) => status !== 200 && status !== 202)).toEqual([]);
      await system.sweep();
      const page = await system.readText();
      expect(names(60).filter((name) => !page.includes(`\ny_${name}{`))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "starts soon in front of a Pushgateway that does not answer, and accepts pushes once it does",
    async () => {
      system = await DisturbedSystem.start();
      expect(new Set(await pushAll(10, 1))).toEqual(new Set([200]));
      await system.killProduct();
      system.signalPushgateway("SIGSTOP");
      const startMs = Date.now();
      await system.startProduct();
      expect(Date.now() - startMs).toBeLessThan(15_000);
      expect(new Set(await pushAll(10, 2))).toEqual(new Set([202]));
      system.signalPushgateway("SIGCONT");
      await waitForPage(allAt(10, 2));
    },
    TIMEOUT_MS,
  );

  it(
    "ends within the ten seconds of a container, even if a run waits for the Pushgateway",
    async () => {
      system = await DisturbedSystem.start();
      expect(new Set(await pushAll(2, 1))).toEqual(new Set([200]));
      system.wire.mode = { kind: "black-hole" };
      void system.sweep().catch(() => {});
      await sleep(3_500);
      const startMs = Date.now();
      await system.endProduct();
      expect(Date.now() - startMs).toBeLessThan(8_000);
      system.wire.mode = { kind: "pass" };
      await system.startProduct();
      await waitForPage(allAt(2, 1));
    },
    TIMEOUT_MS,
  );

  it(
    "finds a Pushgateway that comes back with the same name but another address",
    async () => {
      system = await DisturbedSystem.start();
      await pushAll(20, 1);
      await system.killPushgateway();
      expect(new Set(await pushAll(20, 2))).toEqual(new Set([202]));
      await system.startPushgateway("no file", await findFreePort());
      console.info(`repaired after ${await waitForPage(allAt(20, 2))} ms`);
    },
    TIMEOUT_MS,
  );

  it(
    "shares its store with another system, and neither loses the other's pushes",
    async () => {
      system = await DisturbedSystem.start();
      const other = await system.startSecondProduct();
      const own = system.system.url;
      for (let round = 1; round <= 5; round++) {
        const statuses = await Promise.all(
          names(40).map(async (name, index) => {
            const url = (index + round) % 2 === 0 ? own : other;
            const response = await fetch(`${url}/metrics/job/load/instance/${name}`, {
              method: "PUT",
              headers: { authorization: system.authorization },
              body: `# TYPE x gauge\nx ${round}\n`,
            });
            await response.arrayBuffer();
            return response.status;
          }),
        );
        expect(statuses.filter((status) => status !== 200 && status !== 202)).toEqual([]);
        if (round === 3) {
          await system.killPushgateway();
          await system.startPushgateway("no file");
        }
      }
      expect(new Set((await system.readStore()).values())).toEqual(new Set([5]));
      await waitForPage(allAt(40, 5));
    },
    TIMEOUT_MS,
  );
});
