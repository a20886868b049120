import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { readContractJson, writeContractJson } from "../store/contract-json.ts";
import { counterKey, keyOf } from "../store/contract-key.ts";
import { addToCounter, emptyCounter } from "../store/counters.ts";
import type { ContractItem, ContractKey } from "../store/items.ts";
import type { ContractStore, CounterChange, Versioned, WriteOutcome } from "../store/store.ts";
import { orOutage, orUnanswered, orUnreadable } from "./store-outcomes.ts";

const SCHEMA =
  "CREATE TABLE IF NOT EXISTS contracts (key TEXT PRIMARY KEY, version TEXT NOT NULL, item TEXT NOT NULL) STRICT";

export const createSqliteContracts = (database: DatabaseSync): ContractStore => {
  database.exec(SCHEMA);
  const { select, selectAll, insert, update, remove } = prepare(database);

  const read = (key: ContractKey): Versioned | undefined => {
    const row = select.get(key);
    return row === undefined ? undefined : toVersioned(row);
  };
  const write = (item: ContractItem, expected: string | undefined): WriteOutcome => {
    const key = keyOf(item);
    const text = writeContractJson(item);
    const { changes } =
      expected === undefined
        ? insert.run(key, randomUUID(), text)
        : update.run(randomUUID(), text, key, expected);
    return { kind: changes === 1 ? "done" : "refused" };
  };
  const add = (change: CounterChange): WriteOutcome => {
    const stored = read(counterKey(change.to));
    const counter = stored?.item.kind === "counter" ? stored.item : emptyCounter(change.to);
    const added = addToCounter(counter, change);
    return added === undefined ? { kind: "refused" } : write(added, stored?.version);
  };

  return {
    read: async (keys) =>
      orOutage(
        () =>
          new Map(
            keys.flatMap((key) => {
              const found = read(key);
              return found === undefined ? [] : [[key, found] as const];
            }),
          ),
      ),
    write: async (item, expected) => orUnanswered(() => write(item, expected)),
    remove: async (key, expected) =>
      orUnanswered(() => ({ kind: remove.run(key, expected).changes === 1 ? "done" : "refused" })),
    add: async (change) => orUnanswered(() => inTransaction(database, () => add(change))),
    async *scan() {
      yield orOutage(() =>
        selectAll.all().map((row) => orUnreadable(String(row["key"]), () => toVersioned(row))),
      );
    },
  };
};

const prepare = (database: DatabaseSync) => ({
  select: database.prepare("SELECT version, item FROM contracts WHERE key = ?"),
  selectAll: database.prepare("SELECT key, version, item FROM contracts"),
  insert: database.prepare(
    "INSERT INTO contracts (key, version, item) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  ),
  update: database.prepare("UPDATE contracts SET version = ?, item = ? WHERE key = ? AND version = ?"),
  remove: database.prepare("DELETE FROM contracts WHERE key = ? AND version = ?"),
});

const toVersioned = (row: Readonly<Record<string, unknown>>): Versioned => ({
  item: readContractJson(String(row["item"])),
  version: String(row["version"]),
});

/** Another process may have the file open: what is read in here is what is then written over. */
const inTransaction = <Value>(database: DatabaseSync, run: () => Value): Value => {
  database.exec("BEGIN IMMEDIATE");
  try {
    const value = run();
    database.exec("COMMIT");
    return value;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
};
