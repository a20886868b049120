import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identifyProcess, isProcessId } from "./process-identity.ts";

/** A Pushgateway's data file that no other local system uses. */
export interface DataFileLock {
  /** Records the Pushgateway that writes the file, so that the next start finds it if this process is killed. */
  noteWriter(pid: number): void;
  release(): void;
}

/** The content of the lock file. */
interface Lock {
  /** The process that runs the local system. */
  readonly owner: NotedProcess;
  /** The Pushgateway that it started. */
  readonly writer?: NotedProcess;
}

interface NotedProcess {
  readonly pid: number;
  /** From `identifyProcess`; missing on platforms that cannot tell. */
  readonly identity?: string | undefined;
}

const STOP_TIMEOUT_MS = 5_000;

/** A system that is ending releases its port before its Pushgateway has ended, so it may still have the lock. */
const OWNER_TIMEOUT_MS = 5_000;

/**
 * Takes the data file for this process. A Pushgateway of a killed process is stopped first, since two processes that
 * write one file lose data. Only a process that was recorded here and is still the same one is stopped. Rejects if the
 * file is in use for longer than `waitMs`.
 */
export const lockDataFile = async (
  dataFile: string,
  warn: (text: string) => void,
  waitMs = OWNER_TIMEOUT_MS,
): Promise<DataFileLock> => {
  const deadlineMs = Date.now() + waitMs;
  const file = `${dataFile}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  const owner = noteProcess(process.pid);
  while (!create(file, { owner })) {
    await takeOver(file, dataFile, warn, deadlineMs);
  }
  return {
    noteWriter: (pid) => {
      const draft = toDraftName(file);
      create(draft, { owner, writer: noteProcess(pid) });
      renameSync(draft, file);
    },
    release: () => rmSync(file, { force: true }),
  };
};

const noteProcess = (pid: number): NotedProcess => ({ pid, identity: identifyProcess(pid) });

/**
 * It does not link a complete file, since some file systems have no links. A reader waits until the file is complete.
 */
const create = (file: string, lock: Lock): boolean => {
  try {
    writeFileSync(file, JSON.stringify(lock), { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
};

const toDraftName = (file: string): string => `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;

const takeOver = async (
  file: string,
  dataFile: string,
  warn: (text: string) => void,
  deadlineMs: number,
): Promise<void> => {
  const text = await readLock(file);
  if (text === undefined) {
    return;
  }
  const { owner, writer } = parseLock(text, file);
  if (isRunning(owner)) {
    if (Date.now() < deadlineMs) {
      await sleep(20);
      return;
    }
    throw new Error(
      `${dataFile} is in use by another npm start (process ${owner.pid}); stop it, or choose another port: npm start -- --port N`,
    );
  }
  if (writer !== undefined) {
    await stopOrphan(writer, file, warn);
  }
  remove(file, text);
};

const EMPTY_FOR_MS = 500;

/** Undefined if there is no lock any more. An empty lock is being written, unless it stays empty. */
const readLock = async (file: string): Promise<string | undefined> => {
  const deadlineMs = Date.now() + EMPTY_FOR_MS;
  for (;;) {
    const text = readText(file);
    if (text !== "" || Date.now() > deadlineMs) {
      return text;
    }
    await sleep(20);
  }
};

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

const parseLock = (text: string, file: string): Lock => {
  try {
    const lock = JSON.parse(text) as Partial<Lock>;
    if (typeof lock.owner?.pid === "number") {
      return lock as Lock;
    }
  } catch {
    // The error is reported below, as for any other text.
  }
  throw new Error(
    `${file} does not say which process uses the data file; if no npm start is running, delete it`,
  );
};

/** On platforms that cannot identify a process, its id has to suffice: it is safer to keep a lock than to break it. */
const isRunning = ({ pid, identity }: NotedProcess): boolean =>
  identity === undefined ? isProcessId(pid) : identifyProcess(pid) === identity;

const stopOrphan = async (
  orphan: NotedProcess,
  file: string,
  warn: (text: string) => void,
): Promise<void> => {
  if (!isRunning(orphan)) {
    return;
  }
  const { pid, identity } = orphan;
  if (identity === undefined) {
    throw new Error(
      `process ${pid} may be a Pushgateway that an earlier npm start has left running; if it is, end it, then delete ${file}`,
    );
  }
  // It writes its data when it is asked to end.
  await endProcess(orphan, "SIGTERM");
  if (isRunning(orphan)) {
    await endProcess(orphan, "SIGKILL");
  }
  if (isRunning(orphan)) {
    throw new Error(
      `the Pushgateway that an earlier npm start has left running (process ${pid}) does not end`,
    );
  }
  warn(`stopped the Pushgateway (process ${pid}) that an earlier, killed npm start had left running`);
};

const endProcess = async (noted: NotedProcess, signal: NodeJS.Signals): Promise<void> => {
  try {
    process.kill(noted.pid, signal);
  } catch {
    // It has ended, or belongs to another user. The next check shows which.
  }
  const deadlineMs = Date.now() + STOP_TIMEOUT_MS;
  while (isRunning(noted) && Date.now() < deadlineMs) {
    await sleep(20);
  }
};

/** Removes the lock if it still has this text. Another process may have replaced it meanwhile. */
const remove = (file: string, text: string): void => {
  const aside = toDraftName(file);
  try {
    renameSync(file, aside);
    const found = readFileSync(aside, "utf8");
    if (found !== text) {
      writeFileSync(file, found, { mode: 0o600, flag: "wx" });
    }
    rmSync(aside, { force: true });
  } catch {
    // Another process was faster, so the lock is read again.
  }
};
