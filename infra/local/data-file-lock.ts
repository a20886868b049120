import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { takeFileLock } from "../../lambda/adapters/file-lock.ts";
import { makeFolder } from "../../lambda/adapters/make-folder.ts";
import { isRecord, toRecord } from "../../lambda/model/fields.ts";
import { identifyProcess, isProcessId } from "./process-identity.ts";

/** A Pushgateway's data file that no other local system uses. */
export interface DataFileLock {
  /**
   * Records the Pushgateway that writes the file, so that the next start finds it if this process is killed. Warns if it
   * cannot.
   */
  noteWriter(pid: number): void;
  release(): void;
}

/** The content of the file beside the lock. */
interface Users {
  /** The process that runs the local system. */
  readonly owner?: NotedProcess | undefined;
  /** The Pushgateway that it started. */
  readonly writer?: NotedProcess | undefined;
}

interface NotedProcess {
  readonly pid: number;
  /** From `identifyProcess`; missing on platforms that cannot tell. */
  readonly identity?: string | undefined;
}

const STOP_TIMEOUT_MS = 5_000;

/** A system that is ending releases its port before its Pushgateway has ended, so it may still have the lock. */
export const OWNER_TIMEOUT_MS = 5_000;

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
  const usersFile = `${dataFile}.users`;
  makeFolder(dirname(dataFile));
  const lock = await takeFileLock(`${dataFile}.lock`, waitMs);
  if (lock === undefined) {
    const { owner } = readUsers(usersFile);
    throw new Error(
      `${dataFile} is in use by another npm start${owner === undefined ? "" : ` (process ${owner.pid})`}; stop it, or choose another port: npm start -- --port N`,
    );
  }
  const owner = noteProcess(process.pid);
  try {
    const { writer } = readUsers(usersFile);
    if (writer !== undefined) {
      await stopOrphan(writer, usersFile, warn);
    }
    writeUsers(usersFile, { owner });
  } catch (error) {
    lock.release();
    throw error;
  }
  return {
    noteWriter: (pid) => {
      try {
        writeUsers(usersFile, { owner, writer: noteProcess(pid) });
      } catch (error) {
        warn(
          `${usersFile} cannot be written (${(error as Error).message}); if this npm start is killed, end its Pushgateway (process ${pid}) before the next one`,
        );
      }
    },
    release: () => {
      removeIfPossible(usersFile);
      lock.release();
    },
  };
};

/** A file that a read-only disk keeps has no effect on the next start. The end of a system must not fail because of it. */
export const removeIfPossible = (file: string): void => {
  try {
    rmSync(file, { force: true });
  } catch {}
};

const noteProcess = (pid: number): NotedProcess => ({ pid, identity: identifyProcess(pid) });

/** Replaces the whole file, so that no reader sees a part of it. */
const writeUsers = (file: string, users: Users): void => {
  const draft = `${file}.draft`;
  writeFileSync(draft, JSON.stringify(users), { mode: 0o600 });
  renameSync(draft, file);
};

/** Nobody if there is no such file, or if it is damaged. */
const readUsers = (file: string): Users => {
  try {
    const { owner, writer } = toRecord(JSON.parse(readFileSync(file, "utf8")));
    return { owner: toNoted(owner), writer: toNoted(writer) };
  } catch {
    return {};
  }
};

const toNoted = (value: unknown): NotedProcess | undefined =>
  isRecord(value) && Number.isSafeInteger(value["pid"]) ? (value as unknown as NotedProcess) : undefined;

/** On platforms that cannot identify a process, its id has to suffice. */
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
