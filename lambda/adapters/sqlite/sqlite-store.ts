import type { GoneMode, Store } from "../../store/store.ts";
import { createContractsTable, createSqliteContracts } from "./sqlite-contracts.ts";
import { SqliteFile, type SqliteFileOptions } from "./sqlite-file.ts";
import { createGroupsTable, createSqliteGroups } from "./sqlite-groups.ts";

export interface SqliteStore extends Store {
  close(): void;
}

export interface SqliteStoreOptions extends SqliteFileOptions {
  /** @default "forgotten" */
  readonly gone?: GoneMode;
}

/**
 * The store of the local system, in one file. It survives the end of the process at any moment (`kill -9`). The write-ahead
 * log is not synced with every write, so a power cut can lose the last moments; the file stays intact. Several processes
 * may have it open.
 */
export const openSqliteStore = (
  path: string,
  { gone = "forgotten", ...options }: SqliteStoreOptions = {},
): SqliteStore => {
  const file = new SqliteFile(path, [createGroupsTable, createContractsTable], options);
  return {
    groups: createSqliteGroups(file, gone),
    contracts: createSqliteContracts(file),
    close: () => file.close(),
  };
};
