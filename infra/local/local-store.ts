import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openSqliteStore, type SqliteStore } from "../../lambda/adapters/sqlite/sqlite-store.ts";
import { isStoreOpen } from "../../lambda/store/opening/open-item.ts";
import type { GoneMode, Store } from "../../lambda/store/store.ts";
import { OWN_KEY } from "../../lambda/sweep/own-metrics/write-own-group.ts";
import { DEFAULT_PORT } from "./start-flags.ts";
import { describeStoreProblem } from "./store-problem.ts";
import { describeSilence } from "./sweep-lines.ts";

export interface StorePlace {
  /** 0: a free port. The next start gets another one, and would not find a file again. */
  readonly port: number;
  readonly secretsFile: string;
  /** Undefined: beside the tokens, or in a temporary file if the port is free. */
  readonly storeFile: string | undefined;
}

export interface StoreFile {
  readonly path: string;
  readonly isKept: boolean;
  /** Removes a file that would not be found again. */
  readonly remove: () => void;
}

/** Two systems at the same time have separate files, since their Pushgateways start at different times. */
export const chooseStoreFile = ({ port, secretsFile, storeFile }: StorePlace): StoreFile => {
  if (storeFile !== undefined) {
    return { path: storeFile, isKept: true, remove: () => {} };
  }
  if (port !== 0) {
    const name = port === DEFAULT_PORT ? "store.db" : `store-${port}.db`;
    return { path: join(dirname(secretsFile), name), isKept: true, remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "pushgateway-proxy-"));
  return {
    path: join(folder, "store.db"),
    isKept: false,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** Called before a Pushgateway is started, which would have to be stopped again. */
export const openStoreFile = async (
  { path, remove }: StoreFile,
  gone: GoneMode,
  warn: (text: string) => void,
): Promise<OpenedStore> => {
  let store: SqliteStore | undefined;
  try {
    store = openSqliteStore(path, {
      warn,
      reportOutage: (error) => warn(describeStoreProblem(path, error)),
      gone,
    });
    return { store, silence: describeSilence((await isStoreOpen(store)) ? "open" : "new") };
  } catch (error) {
    store?.close();
    remove();
    throw new Error(describeStoreProblem(path, error));
  }
};

export interface OpenedStore {
  readonly store: SqliteStore;
  /** The end of a warning: what happens to pushes while the Pushgateway does not answer. */
  readonly silence: string;
}

/** The files that stay when a system has ended. */
export const describeKept = async (store: Store, { path, isKept }: StoreFile): Promise<string> => {
  if (!isKept) {
    return "nothing is kept, because --port 0 was given";
  }
  try {
    let groups = 0;
    for await (const page of store.groups.scan()) {
      groups += page.filter((item) => item.state === "live" && item.path !== OWN_KEY.path).length;
    }
    return `${groups === 1 ? "1 group is" : `${groups} groups are`} kept in ${path}`;
  } catch {
    return `the groups are kept in ${path}`;
  }
};
