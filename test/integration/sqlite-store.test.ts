import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createContractsTable,
  createSqliteContracts,
} from "../../lambda/adapters/sqlite/sqlite-contracts.ts";
import { SqliteFile, type SqliteFileOptions } from "../../lambda/adapters/sqlite/sqlite-file.ts";
import { createGroupsTable, createSqliteGroups } from "../../lambda/adapters/sqlite/sqlite-groups.ts";
import { openSqliteStore, type SqliteStore } from "../../lambda/adapters/sqlite/sqlite-store.ts";
import type { LiveGroup } from "../../lambda/store/items.ts";
import type { GoneMode } from "../../lambda/store/store.ts";
import { StoreOutage } from "../../lambda/store/store.ts";
import { createExpiry } from "../../lambda/sweep/garbage/expire.ts";
import { gauge, untyped } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import { showDamagedCounter } from "../support/store/damaged-counter.ts";
import { RunWorld } from "../support/store/run-world.ts";
import { describeStore } from "../support/store/store-contract.ts";
import { StoreWorld } from "../support/store/store-world.ts";

const GROUP: LiveGroup = {
  state: "live",
  path: "/metrics/job@base64/YQ",
  atMs: 1,
  id: "w1",
  fingerprint: "p",
  content: Uint8Array.from([1]),
  series: 1,
  countedBytes: 1_024,
  owner: "ci",
};

describe("a store in an SQLite file", () => {
  let folder: string;
  const open: SqliteStore[] = [];
  const openStore = (
    name = `${open.length}.db`,
    gone: GoneMode = "forgotten",
    options: SqliteFileOptions = {},
  ): SqliteStore => {
    const store = openSqliteStore(join(folder, "deeper", name), { gone, ...options });
    open.push(store);
    return store;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "store-"));
  });

  afterEach(() => {
    for (const store of open.splice(0)) {
      store.close();
    }
    rmSync(folder, { recursive: true });
  });

  describeStore(async (gone) => openStore(undefined, gone));

  it("keeps the writes of a process that was killed", async () => {
    const file = join(folder, "killed.db");
    const script = join(import.meta.dirname, "../support/store/write-until-killed.ts");
    const child = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
    let written = 0;
    for await (const chunk of child.stdout) {
      written = Number(String(chunk).trim().split("\n").at(-1));
      if (written >= 200) {
        break;
      }
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = openSqliteStore(file);
    open.push(store);
    expect((await store.groups.read(`${GROUP.path}/n@base64/${written}`))?.id).toBe(`w${written}`);
  });

  it("is shared by two processes that have it open", async () => {
    const [first, second] = [openStore("shared.db"), openStore("shared.db")];
    await first.groups.write(GROUP, undefined);
    expect(await second.groups.write(GROUP, undefined)).toMatchObject({ kind: "refused" });
    await Promise.all(
      [first, second].flatMap((store) =>
        Array.from({ length: 20 }, () =>
          store.contracts.add({
            to: { totalShard: 0 },
            add: { groups: 1, series: 0, bytes: 0, names: 0 },
          }),
        ),
      ),
    );
    expect((await first.contracts.read(["total#0"])).get("total#0")?.item).toMatchObject({ groups: 40 });
  });

  it("reports a damaged item in a scan, and does not read its group", async () => {
    const store = openStore("damaged.db");
    await store.groups.write({ ...GROUP, path: "/metrics/job@base64/Yg" }, undefined);
    await store.groups.bury({ state: "deleted", path: GROUP.path, atMs: 1, id: "w1", idle: undefined });
    await store.contracts.write({ kind: "dirty", atMs: 1 }, undefined);
    const database = new DatabaseSync(join(folder, "deeper/damaged.db"));
    database.exec("UPDATE groups SET idle = '{' WHERE state = 'deleted'; UPDATE contracts SET item = '{}'");
    database.close();
    const pages = [];
    for await (const page of store.groups.scan()) {
      pages.push(...page);
    }
    expect(pages).toMatchObject([
      { state: "unreadable", key: GROUP.path, reason: expect.stringContaining("JSON") },
      { state: "live" },
    ]);
    for await (const page of store.contracts.scan()) {
      expect(page).toMatchObject([{ state: "unreadable", key: "dirty" }]);
    }
    await expect(store.groups.read(GROUP.path)).rejects.toThrow(StoreOutage);
    await expect(store.contracts.read(["dirty"])).rejects.toThrow(StoreOutage);
  });

  it("gets a new counter from a run if one is damaged", async () => {
    const store = openStore("counter.db");
    await showDamagedCounter(store, async (key) => {
      const database = new DatabaseSync(join(folder, "deeper/counter.db"));
      database.prepare("UPDATE contracts SET item = '{' WHERE key = ?").run(key);
      database.close();
    });
  });

  it("lets a run report damaged items of every kind, and still repair, expire and check the page", async () => {
    const store = openStore("run.db");
    const world = new RunWorld(await new StoreWorld(store).open());
    const family = (name: string) => gauge(name);
    const [old, lost, damaged] = [keyOf("old"), keyOf("lost"), keyOf("damaged")];
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "old", afterSeconds: 50 }]) };
    await world.push([family("a")], { key: old });
    await world.push([family("b")], { key: lost, relay: "lost" });
    await world.push([family("c")], { key: damaged, relay: "lost" });
    const database = new DatabaseSync(join(folder, "deeper/run.db"));
    database.prepare("UPDATE groups SET content = x'ffff' WHERE path = ?").run(damaged.path);
    database.exec("UPDATE contracts SET item = '{}' WHERE key <> 'open'");
    database.exec("INSERT INTO contracts (key, version, item) VALUES ('run', '1', '{'), ('dirty', '1', '{')");
    const { changes } = database.prepare("UPDATE contracts SET version = 'x' WHERE key <> 'open'").run();
    database.close();
    const report = await world.run();
    expect(report).toMatchObject({
      outcome: "whole",
      expired: [old.path],
      repairs: { missing: 1 },
      health: { kind: "valid" },
    });
    expect(report.unreadable).toHaveLength(1 + Number(changes));
    expect([...world.pushgateway.groups.keys()]).toEqual([lost.path]);
  });

  it.each(["forgotten", "kept"] as const)(
    "takes a PUT to a damaged group, which repairs it (series that are gone: %s)",
    async (gone) => {
      const store = openStore(`put-${gone}.db`, gone);
      const world = new RunWorld(await new StoreWorld(store).open());
      const key = keyOf("damaged");
      await world.push([gauge("a")], { key });
      for (const families of [[gauge("a"), gauge("c")], [untyped("b")]]) {
        const database = new DatabaseSync(join(folder, `deeper/put-${gone}.db`));
        database.prepare("UPDATE groups SET content = x'ffff' WHERE path = ?").run(key.path);
        database.close();
        expect(await world.push(families, { key })).toMatchObject({ kind: "stored" });
      }
      expect((await world.run()).unreadable).toEqual([]);
    },
  );

  it("does not block the event loop while it waits for a lock, as SQLite's own waiting would", () => {
    const file = new SqliteFile(join(folder, "waiting.db"), []);
    expect(file.database.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 0 });
    file.close();
  });

  describe("that another process has locked", () => {
    let other: DatabaseSync;
    /** The store waits in simulated time. `onPause` is called at each pause. */
    const lock = (name: string, onPause = () => {}) => {
      const pausesMs: number[] = [];
      let nowMs = 0;
      const sleep = async (ms: number): Promise<void> => {
        nowMs += ms;
        pausesMs.push(ms);
        onPause();
      };
      const store = openStore(name, "forgotten", { time: { nowMs: () => nowMs, sleep } });
      other = new DatabaseSync(join(folder, "deeper", name));
      other.exec("BEGIN IMMEDIATE");
      return { pausesMs, write: async () => (await store.groups.write(GROUP, undefined)).kind };
    };

    afterEach(() => other.close());

    it("is opened, since opening a known file writes nothing", () => {
      lock("open.db");
      expect(() => openStore("open.db")).not.toThrow();
    });

    it("accepts a write after the lock is gone", async () => {
      const { pausesMs, write } = lock("locked.db", () => {
        if (pausesMs.length === 3) {
          other.exec("COMMIT");
        }
      });
      expect(await write()).toBe("done");
      expect(pausesMs).toEqual([1, 2, 4]);
    });

    it("leaves writes unanswered after a second, at once if the lock lasts, and accepts them afterwards", async () => {
      const { pausesMs, write } = lock("long-locked.db");
      expect(new Set(await Promise.all(Array.from({ length: 50 }, write)))).toEqual(new Set(["unanswered"]));
      const waitedMs = pausesMs.splice(0).reduce((sum, ms) => sum + ms);
      expect(waitedMs).toBeGreaterThanOrEqual(1_000);
      expect(waitedMs).toBeLessThan(1_100);
      expect(await write()).toBe("unanswered");
      expect(pausesMs).toEqual([]);
      other.exec("COMMIT");
      expect(await write()).toBe("done");
    });
  });

  it("leaves writes unanswered while the disk is full, keeps answered ones, and continues afterwards", async () => {
    const path = join(folder, "full.db");
    const reported: unknown[] = [];
    const file = new SqliteFile(path, [createGroupsTable, createContractsTable], {
      reportOutage: (error) => reported.push(error),
    });
    const [groups, contracts] = [createSqliteGroups(file, "forgotten"), createSqliteContracts(file)];
    file.database.exec("PRAGMA max_page_count = 30");
    const big = (index: number): LiveGroup => ({
      ...GROUP,
      path: `${GROUP.path}/n@base64/${index}`,
      content: new Uint8Array(10_000),
    });
    const answered: string[] = [];
    for (let index = 0; index < 50; index++) {
      const { kind } = await groups.write(big(index), undefined);
      if (kind === "done") {
        answered.push(big(index).path);
      }
    }
    expect(answered.length).toBeGreaterThan(2);
    expect(answered.length).toBeLessThan(20);
    expect(await groups.write(big(50), undefined)).toMatchObject({
      kind: "unanswered",
      cause: { errcode: 13 },
    });
    const add = { groups: 1, series: 0, bytes: 0, names: 0 };
    for (let index = 0; index < 100; index++) {
      await contracts.add({ to: { owner: `owner ${index} ${"x".repeat(1_000)}`, part: 0 }, add });
    }
    expect(reported).toMatchObject([{ errcode: 13 }]);
    file.database.exec("PRAGMA max_page_count = 1000");
    expect((await groups.write(big(50), undefined)).kind).toBe("done");
    expect((await contracts.add({ to: { totalShard: 0 }, add })).kind).toBe("done");
    file.close();
    const again = openStore("../full.db");
    for (const found of answered) {
      expect((await again.groups.read(found))?.path).toBe(found);
    }
  });

  it("keeps its write-ahead log within the room of a small disk", async () => {
    const freeBytes = 8_000_000;
    const { groups } = openStore("small.db", "forgotten", { freeBytes: () => freeBytes });
    await groups.write(GROUP, undefined);
    for (let atMs = 2; atMs < 200; atMs++) {
      // SQLite does not write the pages that stay equal.
      const content = new Uint8Array(100_000).fill(atMs);
      const { path, fingerprint, countedBytes } = GROUP;
      const written = { path, fingerprint, countedBytes, content, atMs, id: `w${atMs}` };
      expect(await groups.overwrite(written)).toEqual({ kind: "done" });
    }
    const { size } = statSync(join(folder, "deeper", "small.db-wal"));
    expect(size).toBeGreaterThan(freeBytes / 5);
    expect(size).toBeLessThan(freeBytes / 3);
  });

  describe("with writes that arrive together", () => {
    let file: SqliteFile;
    let other: DatabaseSync;
    const insert = (key: string): Promise<unknown> =>
      file.write(key, () => {
        file.database.prepare("INSERT INTO groups VALUES (?)").run(key);
        return key;
      });
    const countElsewhere = (): number => other.prepare("SELECT * FROM groups").all().length;

    beforeEach(() => {
      const path = join(folder, "together.db");
      file = new SqliteFile(path, [(database) => database.exec("CREATE TABLE groups (path TEXT) STRICT")]);
      other = new DatabaseSync(path);
    });

    afterEach(() => {
      other.close();
      file.close();
    });

    it("stores them in one transaction", async () => {
      const writes = [insert("a"), file.write("b", countElsewhere), insert("c")];
      expect(await Promise.all(writes)).toEqual(["a", 0, "c"]);
      expect(countElsewhere()).toBe(2);
    });

    it("stores them at once when one is the second write of its item", () => {
      void insert("a");
      void insert("b");
      expect(countElsewhere()).toBe(0);
      void insert("a");
      expect(countElsewhere()).toBe(3);
    });

    it("stores them even if one of them fails", async () => {
      const wrong = file.write("a", () => {
        file.database.exec("INSERT INTO groups VALUES ('a')");
        throw new Error("wrong");
      });
      const right = insert("b");
      expect(await wrong).toMatchObject({ kind: "unanswered", cause: { message: "wrong" } });
      expect(await right).toBe("b");
      expect(countElsewhere()).toBe(1);
    });
  });

  it.each(["the file", "its folder"])(
    "is written again when %s was deleted while it was open",
    async (what) => {
      const warnings: string[] = [];
      const file = join(folder, "gone", "store.db");
      const two = [1, 2].map(() => openSqliteStore(file, { warn: (text) => void warnings.push(text) }));
      open.push(...two);
      const [first, second] = two as [SqliteStore, SqliteStore];
      await first.groups.write(GROUP, undefined);
      rmSync(what === "the file" ? file : join(folder, "gone"), { recursive: true });
      const other = { ...GROUP, path: "/metrics/job@base64/Yg" };
      expect(await first.groups.write(other, undefined)).toEqual({ kind: "done" });
      // The second one must not continue with its open file, which the first one no longer writes.
      expect((await second.groups.read(other.path))?.id).toBe("w1");
      expect(await second.groups.overwrite({ ...GROUP, atMs: 2, id: "w2" })).toEqual({ kind: "done" });
      expect((await first.groups.read(GROUP.path))?.id).toBe("w2");
      const third = openSqliteStore(file);
      open.push(third);
      expect([await third.groups.read(GROUP.path), await third.groups.read(other.path)]).toMatchObject([
        { id: "w2" },
        { id: "w1" },
      ]);
      expect(warnings).toEqual([
        `the store ${file} was deleted while it was in use, and is written again`,
        `the store ${file} was replaced while it was in use: the new file is used from now on`,
      ]);
    },
  );

  it("leaves a write unanswered when the file does not take it", async () => {
    const store = openStore();
    store.close();
    open.pop();
    expect(await store.groups.write(GROUP, undefined)).toMatchObject({ kind: "unanswered" });
    expect(await store.contracts.write({ kind: "dirty", atMs: 1 }, undefined)).toMatchObject({
      kind: "unanswered",
    });
    await expect(store.groups.read(GROUP.path)).rejects.toThrow(StoreOutage);
  });
});
