import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lockDataFile } from "../../../infra/local/data-file-lock.ts";
import { identifyProcess } from "../../../infra/local/process-identity.ts";

const children: ChildProcess[] = [];
let folder: string;
let dataFile: string;
let usersFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  dataFile = join(folder, "pushgateway.data");
  usersFile = `${dataFile}.users`;
});
afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true });
});

/** A process that is idle until it is ended. */
const startIdle = async (onTerm = ""): Promise<ChildProcess> => {
  const script = `${onTerm}; console.log(1); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  await once(child.stdout!, "data");
  return child;
};

const note = ({ pid = 0 }: { readonly pid?: number | undefined }) => ({
  pid,
  identity: identifyProcess(pid),
});

/** The pid of a process that has ended, as a killed npm start leaves it in the lock. */
const killedOwner = async () => {
  const child = await startIdle();
  const owner = note(child);
  child.kill("SIGKILL");
  await once(child, "exit");
  return owner;
};

const lock = async (waitMs = 0) => {
  const warnings: string[] = [];
  return { lock: await lockDataFile(dataFile, (text) => warnings.push(text), waitMs), warnings };
};

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

describe("the lock of a data file", () => {
  it("keeps a second system out until it is released", async () => {
    const first = await lock();
    await expect(lock()).rejects.toThrow(`in use by another npm start (process ${process.pid})`);
    first.lock.release();
    expect(existsSync(usersFile)).toBe(false);
    (await lock()).lock.release();
  });

  it("waits for a system that is ending", async () => {
    const first = await lock();
    let hasEnded = false;
    setTimeout(() => {
      hasEnded = true;
      first.lock.release();
    }, 50);
    const second = await lock(10_000);
    expect(hasEnded).toBe(true);
    second.lock.release();
  });

  it("stops the Pushgateway that a killed npm start left behind, and warns in one line", async () => {
    const orphan = await startIdle();
    writeFileSync(usersFile, JSON.stringify({ owner: await killedOwner(), writer: note(orphan) }));
    const ended = once(orphan, "exit");
    const { warnings } = await lock();
    expect(await ended).toEqual([null, "SIGTERM"]);
    expect(warnings).toEqual([
      `stopped the Pushgateway (process ${orphan.pid}) that an earlier, killed npm start had left running`,
    ]);
    expect(JSON.parse(readFileSync(usersFile, "utf8")).owner.pid).toBe(process.pid);
  });

  it("never ends a process that has reused the orphan's pid", async () => {
    const stranger = await startIdle();
    const writer = { pid: stranger.pid, identity: "1 pushgateway --persistence.file=x" };
    writeFileSync(usersFile, JSON.stringify({ owner: await killedOwner(), writer }));
    const { warnings } = await lock();
    expect(isRunning(stranger)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it("never ends a process that it cannot identify", async () => {
    const stranger = await startIdle();
    const text = JSON.stringify({ owner: await killedOwner(), writer: { pid: stranger.pid } });
    writeFileSync(usersFile, text);
    await expect(lock()).rejects.toThrow(`process ${stranger.pid} may be a Pushgateway`);
    expect(isRunning(stranger)).toBe(true);
    expect(readFileSync(usersFile, "utf8")).toBe(text);
  });

  it("can be taken although a process has reused the pid of a killed owner", async () => {
    const stranger = await startIdle();
    writeFileSync(usersFile, JSON.stringify({ owner: { pid: stranger.pid } }));
    (await lock()).lock.release();
  });

  it.each(["{", "null", '{"owner":null,"writer":null}', '{"writer":{"pid":"1"}}'])(
    "can be taken beside a damaged record: %s",
    async (text) => {
      writeFileSync(usersFile, text);
      (await lock()).lock.release();
    },
  );

  it("is taken by only one of several that find it stale", async () => {
    writeFileSync(usersFile, JSON.stringify({ owner: await killedOwner() }));
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lock()));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("warns if it cannot record the Pushgateway, for instance on a full disk, and leaves it running", async () => {
    const { lock: held, warnings } = await lock();
    // A file of this name cannot be written.
    mkdirSync(`${usersFile}.draft`);
    held.noteWriter(123);
    expect(warnings).toEqual([
      `${usersFile} cannot be written (EISDIR: illegal operation on a directory, open '${usersFile}.draft'); if this npm start is killed, end its Pushgateway (process 123) before the next one`,
    ]);
    held.release();
  });

  it("is released even if its file cannot be removed, for instance from a read-only disk", async () => {
    const { lock: held } = await lock();
    rmSync(usersFile);
    // It cannot be removed as a file.
    mkdirSync(usersFile);
    held.release();
    rmSync(usersFile, { recursive: true });
    (await lock()).lock.release();
  });
});
