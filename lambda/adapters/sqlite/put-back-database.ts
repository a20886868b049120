import { linkSync, rmSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

/** Undefined: there is no such file. */
export const inodeOf = (file: string): number | undefined =>
  file === ":memory:" ? undefined : statSync(file, { throwIfNoEntry: false })?.ino;

/**
 * Several threads and processes may have the file open and notice that it is gone. The copy has a fixed name, and VACUUM
 * INTO refuses an existing file. So only one of them makes the copy, and the next one finds the file.
 */
export const putBack = (database: DatabaseSync, file: string): void => {
  const copy = `${file}.copy`;
  removeAbandoned(copy);
  database.prepare("VACUUM INTO ?").run(copy);
  try {
    if (inodeOf(file) === undefined) {
      // The write-ahead log beside it belongs to the deleted file.
      rmSync(`${file}-wal`, { force: true });
      rmSync(`${file}-shm`, { force: true });
      linkSync(copy, file);
    }
  } finally {
    rmSync(copy, { force: true });
  }
};

/** The copy of a process that was killed meanwhile. */
const removeAbandoned = (copy: string): void => {
  const changedMs = statSync(copy, { throwIfNoEntry: false })?.mtimeMs;
  if (changedMs !== undefined && Date.now() > changedMs + ABANDONED_AFTER_MS) {
    rmSync(copy, { force: true });
  }
};

const ABANDONED_AFTER_MS = 10_000;
