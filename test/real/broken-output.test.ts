import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { LocalStarts, push, type StartedSystem, until } from "../support/npm-start.ts";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");

/** Writing to it always fails, as to a file on a full disk. */
const FULL = openSync("/dev/full", "w");

const TIMEOUT_MS = 30_000;

type Reader = "pipe" | number;

const run = (args: readonly string[], [stdout, stderr]: readonly [Reader, Reader]) => {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", stdout, stderr] });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return { child, ended: once(child, "close").then(([status]) => ({ status: status as number, errors })) };
};

describe("a command", () => {
  it(
    "ends with its own status if the reader of its output has enough",
    async () => {
      const { child, ended } = run(["check", "--explain", "no-such-code", "--json"], ["pipe", "pipe"]);
      child.stdout?.destroy();
      expect(await ended).toEqual({ status: 1, errors: "" });
    },
    TIMEOUT_MS,
  );

  it(
    "fails if its output cannot be written",
    async () => {
      const { ended } = run(["version"], [FULL, "pipe"]);
      expect(await ended).toEqual({
        status: 1,
        errors: "the output cannot be written: ENOSPC: no space left on device, write\n",
      });
    },
    TIMEOUT_MS,
  );
});

describe("npm start", () => {
  const starts = new LocalStarts();
  afterAll(() => starts.close());

  const start = async (name: string, stderr: Reader) => {
    const { child, ended } = run(
      [
        ...["start", "--json", "--port", "0", "--config", join(starts.folder, "proxy.yaml")],
        ...["--secrets", join(starts.folder, name, "secrets.json")],
      ],
      ["pipe", stderr],
    );
    const [line] = (await once(child.stdout!, "data")) as [Buffer];
    return { child, ended, system: JSON.parse(line.toString()) as StartedSystem };
  };

  it(
    "takes pushes while its log is on a full disk",
    async () => {
      const { child, ended, system } = await start("full", FULL);
      // A refusal is a line of the log.
      expect(await push(system, "desktop-app", "wrong")).toBe(401);
      expect(await push(system, "desktop-app", "wrong")).toBe(401);
      expect(await push(system, "desktop-app")).toBe(200);
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ status: 0 });
    },
    TIMEOUT_MS,
  );

  it(
    "ends as if its terminal was closed when the reader of its log ends",
    async () => {
      const { child, ended, system } = await start("gone", "pipe");
      child.stderr?.destroy();
      expect(await push(system, "desktop-app", "wrong")).toBe(401);
      await until(() => child.exitCode !== null);
      expect(await ended).toMatchObject({ status: 0 });
    },
    TIMEOUT_MS,
  );
});
