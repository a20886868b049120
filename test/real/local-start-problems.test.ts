import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "@jest/globals";
import { listenOnLoopback } from "../support/loopback.ts";
import { LocalStarts } from "../support/npm-start.ts";

const TIMEOUT_MS = 60_000;

describe("npm start", () => {
  const starts = new LocalStarts();
  afterAll(() => starts.close());

  const writeDatabase = (file: string, sql: string): void => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };

  it.each([
    [
      "is not a database",
      "text",
      "it is not an SQLite database; restore it from a backup, or choose another file, into which the groups of the Pushgateway are taken over",
    ],
    ["is a folder", ".", "it is a folder; name a file in it"],
    ["is in a file", "text/store.db", "FOLDER/text is a file and no folder; choose another file"],
    [
      "is in a folder that cannot be created",
      "/proc/x/store.db",
      "the folder /proc/x cannot be made (ENOENT); choose another file",
    ],
    [
      "belongs to another program",
      "people.db",
      'it is the database of another program (it has a table "people"); choose another file',
    ],
    [
      "has a newer version",
      "newer.db",
      "a newer version of pushgateway-proxy wrote it (format 9, this version reads format 1); choose another file",
    ],
  ])(
    "reports a store that cannot be used, with the fix: one that %s",
    async (_, name, problem) => {
      writeFileSync(join(starts.folder, "text"), "no database ".repeat(1_000));
      writeDatabase(join(starts.folder, "people.db"), "CREATE TABLE IF NOT EXISTS people (name TEXT)");
      writeDatabase(join(starts.folder, "newer.db"), "PRAGMA user_version = 9");
      const file = resolve(starts.folder, name);
      const { output } = await starts.start(["--store", file]);
      expect(output).toBe(
        `the store ${file} cannot be used: ${problem.replace("FOLDER", starts.folder)}: npm start -- --store FILE\n`,
      );
    },
    TIMEOUT_MS,
  );

  it(
    "reports that tokens cannot be kept if no folder can be created",
    async () => {
      const { output } = await starts.start(["--secrets", "/proc/x/secrets.json"]);
      expect(output).toBe(
        "the clients' tokens cannot be kept: the folder /proc/x cannot be made (ENOENT); choose another file: npm start -- --secrets FILE\n",
      );
    },
    TIMEOUT_MS,
  );

  it(
    "is not delayed by a Pushgateway that accepts connections and does not answer",
    async () => {
      const silent = createServer((socket) => socket.on("error", () => {}).resume());
      const { port } = await listenOnLoopback(silent);
      const startMs = Date.now();
      const { errors } = await starts.startJson(["--pushgateway", `http://127.0.0.1:${port}`]);
      expect(Date.now() - startMs).toBeLessThan(18_000);
      expect(errors()).toContain("does not answer");
      silent.close();
    },
    TIMEOUT_MS,
  );
});
