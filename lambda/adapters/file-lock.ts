import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

export interface FileLock {
  release(): void;
}

/**
 * Takes the lock file. Undefined if another process or caller has it for longer than `timeoutMs`. Node has no file locks,
 * but SQLite has. The operating system releases them when a process ends, however it ends, so a lock is never left
 * behind. The empty file stays: if it were removed, a process that has opened it would lock another file than the next
 * one. Rejects with an Error if the file cannot be locked.
 */
export const takeFileLock = async (file: string, timeoutMs: number): Promise<FileLock | undefined> => {
  // Imported here because Node 22 warns of it, and most commands need no lock.
  const { DatabaseSync } = await import("node:sqlite");
  // SQLite's own waiting would block the event loop, and so the caller that has the lock.
  const lock = new DatabaseSync(file, { open: false, timeout: 0 });
  const endMs = performance.now() + timeoutMs;
  let isTaken = false;
  try {
    isTaken = take(lock, file);
    while (!isTaken && performance.now() < endMs) {
      await sleep(PAUSE_MS);
      isTaken = take(lock, file);
    }
  } finally {
    if (!isTaken && lock.isOpen) {
      lock.close();
    }
  }
  return isTaken ? { release: () => (lock.isOpen ? lock.close() : undefined) } : undefined;
};

/** Runs `run` while no other caller runs with the same lock file. Rejects with an Error if it is not free in `timeoutMs`. */
export const withFileLock = async <Value>(
  file: string,
  timeoutMs: number,
  run: () => Promise<Value>,
): Promise<Value> => {
  const lock = await takeFileLock(file, timeoutMs);
  if (lock === undefined) {
    throw new Error(`another process has not released ${file} for ${timeoutMs / 1_000} s; end it`);
  }
  try {
    return await run();
  } finally {
    lock.release();
  }
};

/** False if another has it. */
const take = (lock: DatabaseSync, file: string): boolean => {
  try {
    if (!lock.isOpen) {
      lock.open();
    }
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    const { errcode, message } = error as Error & { readonly errcode?: number };
    if (errcode === BUSY) {
      return false;
    }
    throw new Error(`${file} cannot be locked (${describeLockError(errcode, message)})`);
  }
};

/** The reason of a lock that cannot be taken: SQLite's message, or what to do if the disk is full. */
export const describeLockError = (errcode: number | undefined, message: string): string =>
  errcode === FULL ? "the disk is full: make room on it" : message;

/** SQLITE_BUSY and SQLITE_FULL of https://www.sqlite.org/rescode.html */
const BUSY = 5;
const FULL = 13;

const PAUSE_MS = 10;
