import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFileSecretStore } from "../../../lambda/adapters/secrets/file-secret-store.ts";

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "secrets-"));
  file = join(directory, "local", "secrets.json");
});

afterEach(() => rm(directory, { recursive: true }));

const open = () => createFileSecretStore(file, () => 1_700_000_000_000);

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe("the file of tokens", () => {
  it("gets one random token per client, and only its owner can read it", async () => {
    await open().provision(["a", "b"]);
    const [a, b] = await Promise.all([open().read("a"), open().read("b")]);
    expect(a?.current.token.reveal()).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(a?.current.token.reveal()).not.toBe(b?.current.token.reveal());
    expect(a).toMatchObject({ current: { createdAtMs: 1_700_000_000_000 }, previous: undefined });
    expect([await modeOf(file), await modeOf(join(directory, "local"))]).toEqual(["600", "700"]);
    expect(await readdir(join(directory, "local"))).toEqual(["secrets.json", "secrets.json.lock"]);
  });

  it("gets one token, however many start at the same time", async () => {
    const tokens = await Promise.all(
      Array.from({ length: 10 }, async () => {
        await open().provision(["a"]);
        return (await open().read("a"))?.current.token.reveal();
      }),
    );
    expect(new Set(tokens).size).toBe(1);
    expect(await readdir(join(directory, "local"))).toEqual(["secrets.json", "secrets.json.lock"]);
  });

  it("loses no rotation to another change at the same time", async () => {
    await open().provision(["a"]);
    const before = (await open().read("a"))?.current.token.reveal();
    await Promise.all([open().rotate("a"), open().provision(["b"]), open().provision(["c"])]);
    expect((await open().read("a"))?.previous?.token.reveal()).toBe(before);
    expect([await open().read("b"), await open().read("c")]).not.toContain(undefined);
  });

  it("is changed although a process was killed while it wrote", async () => {
    await open().provision(["a"]);
    await writeFile(`${file}.draft`, "{");
    await open().provision(["b"]);
    expect(await open().read("b")).toBeDefined();
  });

  it("loses no change when several find the draft of a killed process, one shortly after the other", async () => {
    const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    await mkdir(join(directory, "local"));
    await writeFile(`${file}.draft`, "{");
    await utimes(`${file}.draft`, 0, 0);
    await Promise.all(
      ids.map(async (id, index) => {
        for (let turn = 0; turn < index; turn += 1) {
          await new Promise(setImmediate);
        }
        await open().provision([id]);
      }),
    );
    expect(await Promise.all(ids.map((id) => open().read(id)))).not.toContain(undefined);
  });

  it("keeps existing tokens", async () => {
    await open().provision(["a"]);
    const before = await open().read("a");
    await open().provision(["a", "b"]);
    expect((await open().read("a"))?.current.token.reveal()).toBe(before?.current.token.reveal());
  });

  it("removes other users' right to read the file", async () => {
    await open().provision(["a"]);
    await chmod(file, 0o644);
    await open().provision(["a"]);
    expect(await modeOf(file)).toBe("600");
  });

  it("has no token for an id that was not provisioned, not even one that is a property of every object", async () => {
    await open().provision(["a"]);
    expect(await open().read("b")).toBeUndefined();
    expect(await open().read("constructor")).toBeUndefined();
    expect(await createFileSecretStore(join(directory, "none.json"), Date.now).read("a")).toBeUndefined();
  });

  it("shows a rotation to another process at once", async () => {
    await open().provision(["a"]);
    const reader = open();
    const before = await reader.read("a");
    await open().rotate("a");
    const after = await reader.read("a");
    expect(after?.current.token.reveal()).not.toBe(before?.current.token.reveal());
    expect(after?.previous?.token.reveal()).toBe(before?.current.token.reveal());
  });

  it("keeps no previous token after a revocation", async () => {
    await open().provision(["a"]);
    await open().rotate("a");
    await open().revoke("a");
    expect((await open().read("a"))?.previous).toBeUndefined();
  });

  it.each([
    "",
    "{",
    "[]",
    '{"a":1}',
    '{"a":{"current":{"token":"","createdAt":"2026-01-01"}}}',
    '{"a":{"current":{"token":"x","createdAt":"never"}}}',
  ])("is not overwritten when it has other content: %s", async (text) => {
    await open().provision(["a"]);
    await writeFile(file, text);
    await expect(open().provision(["a"])).rejects.toThrow("is not a file of tokens; move it away");
    expect(await readFile(file, "utf8")).toBe(text);
  });
});
