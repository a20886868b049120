import type { SQLInputValue } from "node:sqlite";
import { goneUntilMs } from "../../store/groups/gone.ts";
import type { GoneSeries, GroupItem, Idle, Tombstone } from "../../store/items.ts";
import { packGone, unpackGone, withGone } from "../stored-content.ts";

/** The part of a tombstone that a condition compares. */
export const identify = ({ path, atMs, id, idle }: Tombstone): readonly SQLInputValue[] => [
  path,
  atMs,
  id,
  toIdleText(idle),
];

/** All columns except the path, in the order of the schema. */
export const toRow = (item: GroupItem): readonly SQLInputValue[] => [
  item.state,
  item.atMs,
  item.id,
  ...(item.state === "live"
    ? [item.fingerprint, item.content, item.series, item.countedBytes, item.owner, null]
    : [null, null, null, null, null, toIdleText(item.idle)]),
  ...toGone(item.gone ?? []),
];

const toGone = (gone: readonly GoneSeries[]): readonly SQLInputValue[] =>
  gone.length === 0 ? [null, null] : [packGone(gone), goneUntilMs(gone)];

export const toIdleText = (idle: Idle | undefined): string | null =>
  idle === undefined ? null : JSON.stringify(idle);

export const toGroupItem = (row: Readonly<Record<string, unknown>>): GroupItem => {
  const version = { path: String(row["path"]), atMs: Number(row["atMs"]), id: String(row["id"]) };
  return row["state"] === "live"
    ? {
        state: "live",
        ...version,
        fingerprint: String(row["print"]),
        content: row["content"] as Uint8Array,
        series: Number(row["series"]),
        countedBytes: Number(row["countedBytes"]),
        owner: String(row["owner"]),
        ...withGone(readGone(row)),
      }
    : {
        state: "deleted",
        ...version,
        idle: row["idle"] === null ? undefined : (JSON.parse(String(row["idle"])) as Idle),
        ...withGone([...readGone(row), ...readHeld(row)]),
      };
};

const readGone = (row: Readonly<Record<string, unknown>>): readonly GoneSeries[] =>
  row["gone"] === null ? [] : unpackGone(row["gone"] as Uint8Array);

/** The content of a live group that was deleted. */
const readHeld = (row: Readonly<Record<string, unknown>>): readonly GoneSeries[] =>
  row["content"] === null
    ? []
    : [
        {
          atMs: Number(row["endedMs"]),
          series: Number(row["series"]),
          content: row["content"] as Uint8Array,
        },
      ];
