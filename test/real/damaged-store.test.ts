import { copyFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { OWN_KEY } from "../../lambda/sweep/own-metrics/write-own-group.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { DisturbedSystem } from "../support/disturbances/disturbed-system.ts";
import { until } from "../support/npm-start.ts";
import { findPushgateway } from "../support/real-components.ts";

const TIMEOUT_MS = 90_000;

describeWithReal("the local system whose store is damaged", { pushgateway: findPushgateway() }, () => {
  let system: DisturbedSystem;
  beforeEach(async () => {
    system = await DisturbedSystem.start();
  });
  afterEach(() => system.close());

  const send = async (method: string, instance: string, body = ""): Promise<number> => {
    const response = await fetch(`${system.system.url}/metrics/job/load/instance/${instance}`, {
      method,
      headers: { authorization: system.authorization },
      ...(method !== "DELETE" && { body }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const put = (instance: string, value: number) => send("PUT", instance, `# TYPE x gauge\nx ${value}\n`);
  const toPath = (instance: string): string =>
    GroupingKey.of("load", [{ name: "instance", value: instance }]).path;

  /** Changes the store as another program would, while the product runs. */
  const change = (sql: string, ...parameters: string[]): void => {
    const database = new DatabaseSync(system.storeFile, { timeout: 2_000 });
    database.prepare(sql).run(...parameters);
    database.close();
  };

  it(
    "reports a damaged item, repairs and expires the others, and accepts the next push of the group",
    async () => {
      for (const name of ["a", "b"]) {
        expect(await put(name, 1)).toBe(200);
      }
      change("UPDATE groups SET content = x'ffff' WHERE path = ?", toPath("a"));
      await system.killPushgateway();
      await system.startPushgateway("no file");
      const report = await system.sweep();
      expect(report).toMatchObject({
        outcome: "whole",
        unreadable: [{ key: toPath("a") }],
        health: { kind: "valid" },
      });
      expect(await system.readPage()).toEqual(new Map([["b", 1]]));
      expect(await put("a", 2)).toBe(200);
      expect(await system.sweep()).toMatchObject({ unreadable: [] });
      expect(await system.readPage()).toEqual(
        new Map([
          ["a", 2],
          ["b", 1],
        ]),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "keeps a group whose item was deleted, and accepts its next push",
    async () => {
      expect(await put("a", 1)).toBe(200);
      change("DELETE FROM groups WHERE path = ?", toPath("a"));
      expect(await system.sweep()).toMatchObject({ storeBehind: [toPath("a")] });
      expect(await system.readPage()).toEqual(new Map([["a", 1]]));
      expect(await put("a", 2)).toBe(200);
      expect(await system.sweep()).toMatchObject({ storeBehind: [] });
      expect(await system.readPage()).toEqual(new Map([["a", 2]]));
    },
    TIMEOUT_MS,
  );

  it(
    "makes the page valid again after somebody has changed the type in a group past the proxy",
    async () => {
      expect([await put("a", 1), await put("b", 1)]).toEqual([200, 200]);
      const posted = await fetch(`http://127.0.0.1:${system.wire.targetPort}/metrics/job/load/instance/a`, {
        method: "POST",
        body: "# TYPE x counter\nx 7\n",
      });
      expect(posted.ok).toBe(true);
      // Without its check it answers before a read sees the push.
      await sleep(100);
      expect(await system.readText()).toContain("is not a");
      expect(await system.sweep()).toMatchObject({ relayedAgain: 2, health: { kind: "valid" } });
      expect(await system.readPage()).toEqual(
        new Map([
          ["a", 1],
          ["b", 1],
        ]),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "does not replace the Pushgateway's groups with an older backup of the store, and accepts newer pushes",
    async () => {
      expect(await put("a", 1)).toBe(200);
      await system.endProduct();
      copyFileSync(system.storeFile, `${system.storeFile}.backup`);
      await system.startProduct();
      expect([await put("a", 2), await put("b", 2)]).toEqual([200, 200]);
      await system.endProduct();
      for (const suffix of ["-wal", "-shm"]) {
        rmSync(system.storeFile + suffix, { force: true });
      }
      copyFileSync(`${system.storeFile}.backup`, system.storeFile);
      await system.startProduct();
      const report = await system.sweep();
      // A run writes the group of the proxy itself whenever it comes.
      expect(report.storeBehind.filter((path) => path !== OWN_KEY.path).sort()).toEqual(
        [toPath("a"), toPath("b")].sort(),
      );
      expect(await system.readPage()).toEqual(
        new Map([
          ["a", 2],
          ["b", 2],
        ]),
      );
      await until(() => system.errors().includes("the Pushgateway has later versions than the store"));
      expect(await put("a", 3)).toBe(200);
      expect(await system.readPage()).toEqual(
        new Map([
          ["a", 3],
          ["b", 2],
        ]),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "merges POSTs during an outage, and ends with the last of racing pushes and deletions",
    async () => {
      expect(await send("POST", "a", "# TYPE x gauge\nx 1\n")).toBe(200);
      await system.killPushgateway();
      expect(await send("POST", "a", "# TYPE y gauge\ny 2\n")).toBe(202);
      expect(await send("POST", "a", "# TYPE x gauge\nx 3\n")).toBe(202);
      await system.startPushgateway("no file");
      const raced = await Promise.all(
        Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? put("b", index) : send("DELETE", "b"))),
      );
      expect(raced.filter((status) => status >= 300)).toEqual([]);
      expect(await put("c", 1)).toBeLessThan(300);
      await system.sweep();
      const page = await system.readText();
      expect(page).toMatch(/^x\{instance="a",job="load"\} 3$/m);
      expect(page).toMatch(/^y\{instance="a",job="load"\} 2$/m);
      expect((await system.readPage()).get("b")).toBe((await system.readStore()).get("b"));
    },
    TIMEOUT_MS,
  );

  it(
    "refuses a push of 10 MB, and continues",
    async () => {
      const lines = Array.from(
        { length: 250_000 },
        (_, index) => `x{n="${index}",pad="xxxxxxxxxxxxxxxxxx"} 1`,
      );
      expect([413, 422]).toContain(await send("PUT", "big", `# TYPE x gauge\n${lines.join("\n")}\n`));
      expect(await put("small", 1)).toBe(200);
    },
    TIMEOUT_MS,
  );
});
