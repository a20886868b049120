import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { GroupItem, GroupVersion } from "../../store/items.ts";
import type { GoneMode, GroupStore, GroupWriteOutcome, ScannedGroup } from "../../store/store.ts";
import { orUnreadable } from "../store-outcomes.ts";
import { findExcessBytes } from "../stored-content.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { identify, toGroupItem, toIdleText, toRow } from "./sqlite-group-rows.ts";

/** `print` is the fingerprint. The column still has its first name. */
const TABLE = `
  CREATE TABLE IF NOT EXISTS groups (
    path TEXT PRIMARY KEY, state TEXT NOT NULL, atMs INTEGER NOT NULL, id TEXT NOT NULL, print TEXT, content BLOB,
    series INTEGER, countedBytes INTEGER, owner TEXT, idle TEXT
  ) STRICT`;

/** A file of an earlier release has no such columns. */
const LATER_COLUMNS = ["gone BLOB", "goneUntilMs INTEGER", "endedMs INTEGER"] as const;

export const createGroupsTable = (database: DatabaseSync): void => {
  database.exec(TABLE);
  const known = new Set(
    database
      .prepare("PRAGMA table_info(groups)")
      .all()
      .map((row) => String(row["name"])),
  );
  for (const column of LATER_COLUMNS) {
    if (!known.has(column.split(" ")[0]!)) {
      database.exec(`ALTER TABLE groups ADD COLUMN ${column}`);
    }
  }
};

/** The rows of a scan between two turns of the event loop, so that pushes do not wait long. */
const PAGE_ROWS = 200;

export const createSqliteGroups = (file: SqliteFile, gone: GoneMode): GroupStore => {
  const statements = file.prepare(prepare);
  const read = (path: string): GroupItem | undefined => {
    const row = statements().select.get(path);
    return row === undefined ? undefined : toGroupItem(row);
  };
  const change = (path: string, isChanged: () => boolean): Promise<GroupWriteOutcome> =>
    file.write(path, () => (isChanged() ? { kind: "done" } : { kind: "refused", current: read(path) }));

  return {
    table: "local",
    gone,
    read: (path) => file.read(() => read(path)),
    overwrite: async ({ path, fingerprint, content, countedBytes, atMs, id }) =>
      findTooLarge(content) ??
      change(path, () => {
        const { overwrite } = statements();
        return overwrite.run(content, atMs, id, path, fingerprint, atMs, countedBytes, atMs).changes === 1;
      }),
    write: async (item, expected) =>
      (item.state === "live" ? findTooLarge(item.content) : undefined) ??
      change(item.path, () => insertOrUpdate(item, expected, statements())),
    bury: ({ path, atMs, id }) =>
      change(path, () => {
        const { bury, buryEmpty } = statements();
        return (gone === "kept" ? bury : buryEmpty).run(path, atMs, id, atMs).changes === 1;
      }),
    mark: (expected, idle) =>
      change(
        expected.path,
        () => statements().mark.run(toIdleText(idle), ...identify(expected)).changes === 1,
      ),
    remove: (expected) =>
      change(expected.path, () => statements().remove.run(...identify(expected)).changes === 1),
    isEmpty: () => file.read(() => statements().selectAny.get() === undefined),
    scan: () => scanPages(file, statements),
  };
};

const insertOrUpdate = (
  item: GroupItem,
  expected: GroupVersion | undefined,
  { insert, update }: Statements,
): boolean =>
  expected === undefined
    ? insert.run(item.path, ...toRow(item)).changes === 1
    : update.run(...toRow(item), item.path, expected.atMs, expected.id).changes === 1;

async function* scanPages(
  file: SqliteFile,
  statements: () => Statements,
): AsyncGenerator<readonly ScannedGroup[]> {
  for (let last = "", isLast = false; !isLast; ) {
    const rows = await file.read(() => statements().selectPage.all(last, PAGE_ROWS));
    isLast = rows.length < PAGE_ROWS;
    last = String(rows.at(-1)?.["path"]);
    yield rows.map((row) => orUnreadable(String(row["path"]), () => toGroupItem(row)));
    await setImmediate();
  }
}

const COLUMNS = "path, state, atMs, id, print, content, series, countedBytes, owner, idle, gone, goneUntilMs";
const IS_SAME_TOMBSTONE = "path = ? AND state = 'deleted' AND atMs = ? AND id = ? AND idle IS ?";

/** Keeps the content of the item. */
const BURY = `INSERT INTO groups (path, state, atMs, id, endedMs) VALUES (?, 'deleted', ?, ?, ?) ON CONFLICT DO UPDATE
  SET state = excluded.state, atMs = excluded.atMs, id = excluded.id, print = NULL, countedBytes = NULL, owner = NULL,
      idle = NULL`;

type Statements = ReturnType<typeof prepare>;

const prepare = (database: DatabaseSync) => ({
  select: database.prepare("SELECT * FROM groups WHERE path = ?"),
  selectAny: database.prepare("SELECT path FROM groups LIMIT 1"),
  selectPage: database.prepare("SELECT * FROM groups WHERE path > ? ORDER BY path LIMIT ?"),
  overwrite: database.prepare(
    `UPDATE groups SET content = ?, atMs = ?, id = ?
     WHERE path = ? AND state = 'live' AND print = ? AND atMs < ? AND countedBytes >= ?
       AND (goneUntilMs IS NULL OR goneUntilMs > ?)`,
  ),
  insert: database.prepare(
    `INSERT INTO groups (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ),
  update: database.prepare(
    `UPDATE groups SET state = ?, atMs = ?, id = ?, print = ?, content = ?, series = ?, countedBytes = ?, owner = ?, idle = ?,
       gone = ?, goneUntilMs = ?, endedMs = NULL
     WHERE path = ? AND atMs = ? AND id = ?`,
  ),
  bury: database.prepare(
    `${BURY}, endedMs = COALESCE(groups.endedMs, excluded.atMs) WHERE groups.atMs < excluded.atMs`,
  ),
  buryEmpty: database.prepare(
    `${BURY}, content = NULL, series = NULL, gone = NULL, goneUntilMs = NULL, endedMs = NULL
     WHERE groups.atMs < excluded.atMs`,
  ),
  mark: database.prepare(`UPDATE groups SET idle = ? WHERE ${IS_SAME_TOMBSTONE}`),
  remove: database.prepare(`DELETE FROM groups WHERE ${IS_SAME_TOMBSTONE}`),
});

const findTooLarge = (content: Uint8Array): GroupWriteOutcome | undefined => {
  const storedBytes = findExcessBytes(content);
  return storedBytes === undefined ? undefined : { kind: "too-large", storedBytes };
};
