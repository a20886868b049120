import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreOutage, type Unanswered } from "../../store/store.ts";
import { makeFolder } from "../make-folder.ts";
import { type CreateTable, openDatabase, type ReadFreeBytes } from "./open-sqlite-database.ts";
import { inodeOf, putBack } from "./put-back-database.ts";
import { SqliteWriteQueue } from "./sqlite-write-queue.ts";

export interface SqliteFileOptions {
  /** Called with messages for the operator. */
  readonly warn?: (text: string) => void;
  /** Called when the file cannot be read or written, at most once in {@link TELL_EVERY_MS}. */
  readonly reportOutage?: (error: unknown) => void;
  /** @default that of the process */
  readonly time?: Time;
  /** @default that of the operating system */
  readonly freeBytes?: ReadFreeBytes | undefined;
}

/** How long a lock lasts is measured and waited for with these. */
export interface Time {
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const PROCESS_TIME: Time = { nowMs: () => performance.now(), sleep };

const prepareTransaction = (database: DatabaseSync) => ({
  begin: database.prepare("BEGIN IMMEDIATE"),
  commit: database.prepare("COMMIT"),
  rollback: database.prepare("ROLLBACK"),
});

/**
 * One SQLite file, opened by one thread. Statements never make the event loop wait for another process's lock: they are
 * tried again after a while. A file that was deleted or replaced while it was open is noticed before each request.
 */
export class SqliteFile {
  readonly #file: string;
  readonly #createTables: readonly CreateTable[];
  readonly #warn: (text: string) => void;
  readonly #reportOutage: (error: unknown) => void;
  readonly #time: Time;
  readonly #freeBytes: ReadFreeBytes | undefined;
  readonly #writes = new SqliteWriteQueue((act) =>
    this.#whenUnlocked(() => {
      this.#checkFile();
      return this.#transact(act);
    }),
  );
  readonly #transaction: () => ReturnType<typeof prepareTransaction>;
  #database: DatabaseSync;
  #inode: number | undefined;
  #lockedSinceMs = 0;
  #lockedLastMs = Number.NEGATIVE_INFINITY;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(
    file: string,
    createTables: readonly CreateTable[],
    { warn = () => {}, reportOutage = () => {}, time = PROCESS_TIME, freeBytes }: SqliteFileOptions = {},
  ) {
    this.#file = file;
    this.#createTables = createTables;
    this.#warn = warn;
    this.#reportOutage = reportOutage;
    this.#time = time;
    this.#freeBytes = freeBytes;
    this.#database = this.#open();
    this.#transaction = this.prepare(prepareTransaction);
  }

  get database(): DatabaseSync {
    return this.#database;
  }

  /** Statements of the database that is open at the time. */
  prepare<Statements>(prepareIn: (database: DatabaseSync) => Statements): () => Statements {
    let known = { database: this.#database, statements: prepareIn(this.#database) };
    return () => {
      if (known.database !== this.#database) {
        known = { database: this.#database, statements: prepareIn(this.#database) };
      }
      return known.statements;
    };
  }

  /** Throws a StoreOutage when the file cannot be read. */
  async read<Value>(read: () => Value): Promise<Value> {
    try {
      return await this.#whenUnlocked(() => {
        this.#checkFile();
        return read();
      });
    } catch (cause) {
      throw new StoreOutage("the store cannot be read", { cause });
    }
  }

  /**
   * Writes an item in a transaction, so that what `run` reads does not change before it writes. Unanswered when the
   * file cannot be written: locked, full, read-only, broken.
   */
  write<Outcome>(key: string, run: () => Outcome): Promise<Outcome | Unanswered> {
    return this.#writes.add(key, run);
  }

  #transact<Value>(act: () => Value): Value {
    const { begin, commit, rollback } = this.#transaction();
    begin.run();
    try {
      const value = act();
      commit.run();
      return value;
    } catch (error) {
      // Some errors have ended the transaction already.
      if (this.#database.isTransaction) {
        rollback.run();
      }
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  #checkFile(): void {
    if (inodeOf(this.#file) !== this.#inode) {
      this.#bringBack();
    }
  }

  #open(): DatabaseSync {
    if (this.#file !== ":memory:") {
      makeFolder(dirname(this.#file));
    }
    const database = openDatabase(this.#file, this.#createTables, this.#freeBytes);
    this.#inode = inodeOf(this.#file);
    return database;
  }

  #whenUnlocked<Value>(act: () => Value): Value | Promise<Value> {
    try {
      return act();
    } catch (error) {
      return isLocked(error) ? this.#waitUntilUnlocked(act, error) : this.#fail(error);
    }
  }

  /** While a lock lasts, further calls fail immediately. */
  async #waitUntilUnlocked<Value>(act: () => Value, firstError: unknown): Promise<Value> {
    for (
      let error = firstError, pauseMs = FIRST_PAUSE_MS;
      ;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    ) {
      const nowMs = this.#time.nowMs();
      if (nowMs > this.#lockedLastMs + LONGEST_WAIT_MS) {
        this.#lockedSinceMs = nowMs;
      }
      this.#lockedLastMs = nowMs;
      if (nowMs >= this.#lockedSinceMs + LONGEST_WAIT_MS) {
        this.#fail(error);
      }
      await this.#time.sleep(pauseMs);
      try {
        const value = act();
        this.#lockedLastMs = Number.NEGATIVE_INFINITY;
        return value;
      } catch (next) {
        if (!isLocked(next)) {
          this.#fail(next);
        }
        error = next;
      }
    }
  }

  #fail(error: unknown): never {
    const nowMs = this.#time.nowMs();
    if (codeOf(error) !== undefined && nowMs > this.#toldMs + TELL_EVERY_MS) {
      this.#toldMs = nowMs;
      this.#reportOutage(error);
    }
    throw error;
  }

  /**
   * The file was deleted: its open content is written to its place again. Or it was replaced: the new file is opened.
   */
  #bringBack(): void {
    if (inodeOf(this.#file) === undefined) {
      makeFolder(dirname(this.#file));
      putBack(this.#database, this.#file);
      this.#warn(`the store ${this.#file} was deleted while it was in use, and is written again`);
    } else {
      this.#warn(
        `the store ${this.#file} was replaced while it was in use: the new file is used from now on`,
      );
    }
    const database = this.#open();
    this.#database.close();
    this.#database = database;
  }
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

const isLocked = (error: unknown): boolean => {
  const code = codeOf(error);
  return code !== undefined && [SQLITE_BUSY, SQLITE_LOCKED].includes(code & 0xff);
};

/** Undefined for errors that are not SQLite's. */
const codeOf = (error: unknown): number | undefined => (error as { readonly errcode?: number }).errcode;

/** Each request fails while a disk is full, so the message is repeated only in this interval. */
const TELL_EVERY_MS = 60_000;

/** A write takes microseconds; a checkpoint of another process takes longer. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
/** Another proxy does not lock the file for longer than this. */
const LONGEST_WAIT_MS = 1_000;
