import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openSqliteStore, type SqliteStore } from "../../lambda/adapters/sqlite-store.ts";
import type { LiveGroup } from "../../lambda/store/items.ts";
import type { GoneMode } from "../../lambda/store/store.ts";
import { StoreOutage } from "../../lambda/store/store.ts";
import { describeStore } from "../support/store/store-contract.ts";

const GROUP: LiveGroup = {
  state: "live",
  path: "/metrics/job@base64/YQ",
  atMs: 1,
  id: "w1",
  print: "p",
  content: Uint8Array.from([1]),
  series: 1,
  countedBytes: 1_024,
  owner: "ci",
};

describe("a store in an SQLite file", () => {
  let folder: string;
  const open: SqliteStore[] = [];
  const openStore = (name = `${open.length}.db`, gone: GoneMode = "forgotten"): SqliteStore => {
    const store = openSqliteStore(join(folder, "deeper", name), gone);
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

  it("holds what another process wrote before it was killed", async () => {
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

  it("is shared by two that have the file open", async () => {
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

  it("tells a damaged item apart in a scan, and keeps its group from being read", async () => {
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

  it("leaves a write that the file does not take unanswered", async () => {
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
