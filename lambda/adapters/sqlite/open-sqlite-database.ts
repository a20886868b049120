import { DatabaseSync } from "node:sqlite";

/** Makes a table if it does not exist, or adds columns that an earlier release did not have. */
export type CreateTable = (database: DatabaseSync) => void;

/** The version of the file's content. It is raised by changes that older versions cannot read. */
const FORMAT = 1;

/** Opens or creates the file with its tables. Throws an Error if it belongs to another program or a later release. */
export const openDatabase = (file: string, createTables: readonly CreateTable[]): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS });
  try {
    const format = readFormat(database);
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`,
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

/**
 * Sixteen times SQLite's default, 64 MB. The write that finds the log this long copies it into the file, while pushes wait.
 * Each changed page is copied only once, so that rare copies take less time together.
 */
const CHECKPOINT_PAGES = 16_000;

/** No request waits at this time. */
const OPEN_TIMEOUT_MS = 2_000;
