import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { GroupItem, Idle, Tombstone } from "../store/items.ts";
import type { GroupStore, GroupWriteOutcome } from "../store/store.ts";
import { orOutage, orUnanswered, orUnreadable } from "./store-outcomes.ts";
import { findExcessBytes } from "./stored-content.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS groups (
    path TEXT PRIMARY KEY, state TEXT NOT NULL, atMs INTEGER NOT NULL, id TEXT NOT NULL, print TEXT, content BLOB,
    series INTEGER, countedBytes INTEGER, owner TEXT, idle TEXT
  ) STRICT`;

/** Rows of a scan between two turns of the event loop: pushes are not kept waiting. */
const PAGE_ROWS = 200;

export const createSqliteGroups = (database: DatabaseSync): GroupStore => {
  database.exec(SCHEMA);
  const statements = prepare(database);
  const { select, selectAny, selectPage, overwrite, insert, update, bury, mark, remove } = statements;

  const read = (path: string): GroupItem | undefined => {
    const row = select.get(path);
    return row === undefined ? undefined : toGroupItem(row);
  };
  const change = (path: string, isChanged: () => boolean): GroupWriteOutcome =>
    orUnanswered(() => (isChanged() ? { kind: "done" } : { kind: "refused", current: read(path) }));

  return {
    table: "local",
    read: async (path) => orOutage(() => read(path)),
    overwrite: async ({ path, print, content, countedBytes, atMs, id }) =>
      findTooLarge(content) ??
      change(path, () => overwrite.run(content, atMs, id, path, print, atMs, countedBytes).changes === 1),
    write: async (item, expected) =>
      (item.state === "live" ? findTooLarge(item.content) : undefined) ??
      change(item.path, () =>
        expected === undefined
          ? insert.run(item.path, ...toRow(item)).changes === 1
          : update.run(...toRow(item), item.path, expected.atMs, expected.id).changes === 1,
      ),
    bury: async (tombstone) =>
      change(tombstone.path, () => bury.run(tombstone.path, ...toRow(tombstone)).changes === 1),
    mark: async (expected, idle) =>
      change(expected.path, () => mark.run(toIdleText(idle), ...identify(expected)).changes === 1),
    remove: async (expected) => change(expected.path, () => remove.run(...identify(expected)).changes === 1),
    isEmpty: async () => orOutage(() => selectAny.get() === undefined),
    async *scan() {
      for (let last = "", isLast = false; !isLast; ) {
        const rows = orOutage(() => selectPage.all(last, PAGE_ROWS));
        isLast = rows.length < PAGE_ROWS;
        last = String(rows.at(-1)?.["path"]);
        yield rows.map((row) => orUnreadable(String(row["path"]), () => toGroupItem(row)));
        await setImmediate();
      }
    },
  };
};

const COLUMNS = "path, state, atMs, id, print, content, series, countedBytes, owner, idle";
const IS_SAME_TOMBSTONE = "path = ? AND state = 'deleted' AND atMs = ? AND id = ? AND idle IS ?";

const prepare = (database: DatabaseSync) => ({
  select: database.prepare("SELECT * FROM groups WHERE path = ?"),
  selectAny: database.prepare("SELECT path FROM groups LIMIT 1"),
  selectPage: database.prepare("SELECT * FROM groups WHERE path > ? ORDER BY path LIMIT ?"),
  overwrite: database.prepare(
    `UPDATE groups SET content = ?, atMs = ?, id = ?
     WHERE path = ? AND state = 'live' AND print = ? AND atMs < ? AND countedBytes >= ?`,
  ),
  insert: database.prepare(
    `INSERT INTO groups (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ),
  update: database.prepare(
    `UPDATE groups SET state = ?, atMs = ?, id = ?, print = ?, content = ?, series = ?, countedBytes = ?, owner = ?, idle = ?
     WHERE path = ? AND atMs = ? AND id = ?`,
  ),
  bury: database.prepare(
    `INSERT INTO groups (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET state = excluded.state, atMs = excluded.atMs, id = excluded.id, print = NULL, content = NULL, series = NULL,
         countedBytes = NULL, owner = NULL, idle = excluded.idle
     WHERE groups.atMs < excluded.atMs`,
  ),
  mark: database.prepare(`UPDATE groups SET idle = ? WHERE ${IS_SAME_TOMBSTONE}`),
  remove: database.prepare(`DELETE FROM groups WHERE ${IS_SAME_TOMBSTONE}`),
});

const findTooLarge = (content: Uint8Array): GroupWriteOutcome | undefined => {
  const storedBytes = findExcessBytes(content);
  return storedBytes === undefined ? undefined : { kind: "too-large", storedBytes };
};

const identify = ({ path, atMs, id, idle }: Tombstone): readonly SQLInputValue[] => [
  path,
  atMs,
  id,
  toIdleText(idle),
];

/** All columns but the path, in the order of the schema. */
const toRow = (item: GroupItem): readonly SQLInputValue[] =>
  item.state === "live"
    ? [
        item.state,
        item.atMs,
        item.id,
        item.print,
        item.content,
        item.series,
        item.countedBytes,
        item.owner,
        null,
      ]
    : [item.state, item.atMs, item.id, null, null, null, null, null, toIdleText(item.idle)];

const toIdleText = (idle: Idle | undefined): string | null =>
  idle === undefined ? null : JSON.stringify(idle);

const toGroupItem = (row: Readonly<Record<string, unknown>>): GroupItem => {
  const version = { path: String(row["path"]), atMs: Number(row["atMs"]), id: String(row["id"]) };
  return row["state"] === "live"
    ? {
        state: "live",
        ...version,
        print: String(row["print"]),
        content: row["content"] as Uint8Array,
        series: Number(row["series"]),
        countedBytes: Number(row["countedBytes"]),
        owner: String(row["owner"]),
      }
    : {
        state: "deleted",
        ...version,
        idle: row["idle"] === null ? undefined : (JSON.parse(String(row["idle"])) as Idle),
      };
};
