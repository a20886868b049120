import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { describeLockError, withFileLock } from "../../../lambda/adapters/file-lock.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  file = join(folder, "lock");
});

afterEach(() => rm(folder, { recursive: true }));

const TIMEOUT_MS = 5_000;

/** As another process does it. */
const HOLD = `
  const { DatabaseSync } = require("node:sqlite");
  const lock = new DatabaseSync(process.argv[1]);
  lock.exec("BEGIN EXCLUSIVE");
  process.stdout.write("held");
  setInterval(() => lock, 1_000);
`;

describe("the lock of a file", () => {
  it("has one holder at a time", async () => {
    let holders = 0;
    const seen = await Promise.all(
      Array.from({ length: 5 }, () =>
        withFileLock(file, TIMEOUT_MS, async () => {
          holders += 1;
          await new Promise(setImmediate);
          return holders--;
        }),
      ),
    );
    expect(seen).toEqual([1, 1, 1, 1, 1]);
  });

  it("is released if its holder fails", async () => {
    const failed = withFileLock(file, TIMEOUT_MS, () => Promise.reject(new Error("full")));
    await expect(failed).rejects.toThrow("full");
    expect(await withFileLock(file, 0, async () => "next")).toBe("next");
  });

  it("is waited for only so long, and released if its holder is killed", async () => {
    const holder = spawn(process.execPath, ["-e", HOLD, file], { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    await expect(withFileLock(file, 0, async () => "mine")).rejects.toThrow(
      `another process has not released ${file} for 0 s; end it`,
    );
    const next = withFileLock(file, TIMEOUT_MS, async () => "next");
    holder.kill("SIGKILL");
    expect(await next).toBe("next");
  });

  it("says that the disk is full", () =>
    expect(describeLockError(13, "database or disk is full")).toBe("the disk is full: make room on it"));

  it.each([
    ["in a folder that does not exist", () => join(folder, "no", "lock"), "unable to open database file"],
    ["that has another content", () => file, "file is not a database"],
  ])("cannot be a file %s", async (_name, toFile, reason) => {
    await writeFile(file, "x".repeat(1_000));
    await expect(withFileLock(toFile(), 0, async () => "mine")).rejects.toThrow(
      `${toFile()} cannot be locked (${reason})`,
    );
  });
});
