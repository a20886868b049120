import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { readContractJson, writeContractJson } from "../store/contract-json.ts";
import { counterKey, keyOf, refusalsKey } from "../store/contract-key.ts";
import { addToCounter, addToRefusals, emptyCounter } from "../store/counters.ts";
import type { ContractItem, ContractKey, RefusalCounts } from "../store/items.ts";
import type { ContractStore, CounterChange, Versioned, WriteOutcome } from "../store/store.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { orUnreadable } from "./store-outcomes.ts";

const TABLE =
  "CREATE TABLE IF NOT EXISTS contracts (key TEXT PRIMARY KEY, version TEXT NOT NULL, item TEXT NOT NULL) STRICT";

export const createContractsTable = (database: DatabaseSync): void => {
  database.exec(TABLE);
};

export const createSqliteContracts = (file: SqliteFile): ContractStore => {
  const statements = file.prepare(prepare);
  const read = (key: ContractKey): Versioned | undefined => {
    const row = statements().select.get(key);
    return row === undefined ? undefined : toVersioned(row);
  };
  const write = (item: ContractItem, expected: string | undefined): WriteOutcome => {
    const { insert, update } = statements();
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
  const addRefusals = (client: string, counts: RefusalCounts): WriteOutcome => {
    const stored = read(refusalsKey(client));
    const refusals = stored?.item.kind === "refusals" ? stored.item : undefined;
    return write(addToRefusals(refusals, client, counts), stored?.version);
  };
  const readAll = (keys: readonly ContractKey[]): ReadonlyMap<ContractKey, Versioned> =>
    new Map(
      keys.flatMap((key) => {
        const found = read(key);
        return found === undefined ? [] : [[key, found] as const];
      }),
    );

  return {
    read: (keys) => file.read(() => readAll(keys)),
    write: (item, expected) => file.write(keyOf(item), () => write(item, expected)),
    remove: (key, expected) =>
      file.write(key, () => ({
        kind: statements().remove.run(key, expected).changes === 1 ? "done" : "refused",
      })),
    // Another process may have the file open: what is read is what is then written over.
    add: (change) => file.write(counterKey(change.to), () => add(change)),
    addRefusals: (client, counts) => file.write(refusalsKey(client), () => addRefusals(client, counts)),
    async *scan() {
      const rows = await file.read(() => statements().selectAll.all());
      yield rows.map((row) => orUnreadable(String(row["key"]), () => toVersioned(row)));
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
