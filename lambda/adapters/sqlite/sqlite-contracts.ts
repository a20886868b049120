import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { readContractJson, writeContractJson } from "../../store/contracts/contract-json.ts";
import { counterKey, keyOf, refusalsKey } from "../../store/contracts/contract-key.ts";
import type { ContractItem, ContractKey, RefusalCounts } from "../../store/items.ts";
import { addToCounter, addToRefusals } from "../../store/limits/counters.ts";
import type { ContractStore, CounterChange, Versioned, WriteOutcome } from "../../store/store.ts";
import { orUnreadable } from "../store-outcomes.ts";
import type { SqliteFile } from "./sqlite-file.ts";

const TABLE =
  "CREATE TABLE IF NOT EXISTS contracts (key TEXT PRIMARY KEY, version TEXT NOT NULL, item TEXT NOT NULL) STRICT";

export const createContractsTable = (database: DatabaseSync): void => {
  database.exec(TABLE);
};

export const createSqliteContracts = (file: SqliteFile): ContractStore => {
  const rows = new ContractRows(file);
  return {
    read: (keys) => file.read(() => rows.readAll(keys)),
    write: (item, expected) => file.write(keyOf(item), () => rows.write(item, expected)),
    remove: (key, expected) => file.write(key, () => rows.remove(key, expected)),
    // Another process may have the file open, so the read and the write must be one transaction.
    add: (change) => file.write(counterKey(change.to), () => rows.add(change)),
    addRefusals: (client, counts) => file.write(refusalsKey(client), () => rows.addRefusals(client, counts)),
    async *scan() {
      const all = await file.read(() => rows.selectAll());
      yield all.map((row) =>
        orUnreadable(String(row["key"]), () => toVersioned(row), String(row["version"])),
      );
    },
  };
};

/** The reads and writes while the store has the file to itself. */
class ContractRows {
  readonly #statements: () => ReturnType<typeof prepare>;

  constructor(file: SqliteFile) {
    this.#statements = file.prepare(prepare);
  }

  readAll(keys: readonly ContractKey[]): ReadonlyMap<ContractKey, Versioned> {
    return new Map(
      keys.flatMap((key) => {
        const found = this.#read(key);
        return found === undefined ? [] : [[key, found] as const];
      }),
    );
  }

  #read(key: ContractKey): Versioned | undefined {
    const row = this.#statements().select.get(key);
    return row === undefined ? undefined : toVersioned(row);
  }

  selectAll(): readonly Row[] {
    return this.#statements().selectAll.all();
  }

  write(item: ContractItem, expected: string | undefined): WriteOutcome {
    const { insert, update } = this.#statements();
    const key = keyOf(item);
    const text = writeContractJson(item);
    return toOutcome(
      expected === undefined
        ? insert.run(key, randomUUID(), text)
        : update.run(randomUUID(), text, key, expected),
    );
  }

  remove(key: ContractKey, expected: string): WriteOutcome {
    return toOutcome(this.#statements().remove.run(key, expected));
  }

  add(change: CounterChange): WriteOutcome {
    const stored = this.#read(counterKey(change.to));
    const added = addToCounter(stored?.item.kind === "counter" ? stored.item : undefined, change);
    return added === undefined ? { kind: "refused" } : this.write(added, stored?.version);
  }

  addRefusals(client: string, counts: RefusalCounts): WriteOutcome {
    const stored = this.#read(refusalsKey(client));
    const refusals = stored?.item.kind === "refusals" ? stored.item : undefined;
    return this.write(addToRefusals(refusals, client, counts), stored?.version);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** A condition that fails changes no row. */
const toOutcome = ({ changes }: { readonly changes: number | bigint }): WriteOutcome => ({
  kind: changes === 1 ? "done" : "refused",
});

const prepare = (database: DatabaseSync) => ({
  select: database.prepare("SELECT version, item FROM contracts WHERE key = ?"),
  selectAll: database.prepare("SELECT key, version, item FROM contracts"),
  insert: database.prepare(
    "INSERT INTO contracts (key, version, item) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  ),
  update: database.prepare("UPDATE contracts SET version = ?, item = ? WHERE key = ? AND version = ?"),
  remove: database.prepare("DELETE FROM contracts WHERE key = ? AND version = ?"),
});

const toVersioned = (row: Row): Versioned => ({
  item: readContractJson(String(row["item"])),
  version: String(row["version"]),
});
