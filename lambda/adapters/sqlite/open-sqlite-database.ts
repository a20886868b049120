import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Makes a table if it does not exist, or adds columns that an earlier release did not have. */
export type CreateTable = (database: DatabaseSync) => void;

/** The version of the file's content. It is raised by changes that older versions cannot read. */
const FORMAT = 1;

/** The room that is left on the disk of a file. */
export type ReadFreeBytes = (file: string) => number;

/** Opens or creates the file with its tables. Throws an Error if it belongs to another program or a later release. */
export const openDatabase = (
  file: string,
  createTables: readonly CreateTable[],
  freeBytes: ReadFreeBytes = readFreeBytes,
): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS });
  try {
    const format = readFormat(database);
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${toCheckpointPages(freeBytes(file))};`,
    );
    for (const createTable of createTables) {
      createTable(database);
    }
    // A write, which a full disk or another process would refuse.
    if (format < FORMAT) {
      database.exec(`PRAGMA user_version = ${FORMAT}`);
    }
    database.exec("PRAGMA busy_timeout = 0");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Throws if this version cannot read the file. */
const readFormat = (database: DatabaseSync): number => {
  const format = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (format > FORMAT) {
    throw new Error(
      `a newer version of pushgateway-proxy wrote it (format ${format}, this version reads format ${FORMAT})`,
    );
  }
  const foreign = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('groups', 'contracts')")
    .get();
  if (foreign !== undefined) {
    throw new Error(`it is the database of another program (it has a table "${String(foreign["name"])}")`);
  }
  return format;
};

const readFreeBytes: ReadFreeBytes = (file) => {
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize;
};

/**
 * How long the write-ahead log becomes. The write that finds it this long copies it into the file, while pushes wait. Each
 * changed page is copied only once, so that rare copies take less time together. On a small disk the log takes a quarter
 * of the room: a log that fills the disk can never be copied, since the file has no room to grow.
 */
const toCheckpointPages = (freeBytes: number): number =>
  Math.min(MOST_PAGES, Math.max(FEWEST_PAGES, Math.floor(freeBytes / 4 / PAGE_BYTES)));

/** Sixteen times SQLite's default, 64 MB. */
const MOST_PAGES = 16_000;
const FEWEST_PAGES = 100;
const PAGE_BYTES = 4_096;

/** No request waits at this time. */
const OPEN_TIMEOUT_MS = 2_000;
