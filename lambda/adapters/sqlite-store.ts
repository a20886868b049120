import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { GoneMode, Store } from "../store/store.ts";
import { createSqliteContracts } from "./sqlite-contracts.ts";
import { createSqliteGroups } from "./sqlite-groups.ts";

export interface SqliteStore extends Store {
  close(): void;
}

/**
 * The store of the local system, in one file. It survives the end of the process at any moment (`kill -9`). The write-ahead
 * log is not synced with every write, so a power cut can lose the last moments; the file stays intact. Several processes
 * may have it open.
 */
export const openSqliteStore = (file: string, gone: GoneMode = "forgotten"): SqliteStore => {
  if (file !== ":memory:") {
    mkdirSync(dirname(file), { recursive: true });
  }
  const database = new DatabaseSync(file);
  database.exec(
    `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;`,
  );
  return {
    groups: createSqliteGroups(database, gone),
    contracts: createSqliteContracts(database),
    close: () => database.close(),
  };
};

/** A write takes microseconds; a checkpoint of another process takes longer. */
const BUSY_TIMEOUT_MS = 2_000;
