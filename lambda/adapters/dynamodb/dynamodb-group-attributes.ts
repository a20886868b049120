import { goneUntilMs } from "../../store/groups/gone.ts";
import type { GoneSeries, GroupItem, Idle, LiveGroup } from "../../store/items.ts";
import { MAX_STORED_BYTES } from "../../store/store.ts";
import { packGone, unpackContent, unpackGone, withGone } from "../stored-content.ts";
import { type Attributes, bytes, number, text, toNumber } from "./dynamodb-attributes.ts";

/** Names are short, since every byte of an item costs money. The sample of test/corpus must fit into one write unit. */
export const NAMES = {
  "#path": "p",
  "#state": "s",
  "#at": "t",
  "#id": "i",
  "#fingerprint": "f",
  "#content": "c",
  "#bytes": "b",
  "#idle": "k",
  "#gone": "g",
  "#goneUntil": "u",
  "#ended": "e",
} as const;

const LIVE = "l";
const DELETED = "d";
export const LIVE_STATE = { S: LIVE } as const;
export const DELETED_STATE = { S: DELETED } as const;

/** An item of the groups table without its key. `content` is the packed one of a live group; a tombstone has none. */
export const toGroupAttributes = (item: GroupItem, content: Uint8Array): Attributes => ({
  [NAMES["#path"]]: { S: item.path },
  [NAMES["#state"]]: item.state === "live" ? LIVE_STATE : DELETED_STATE,
  [NAMES["#at"]]: toNumber(item.atMs),
  [NAMES["#id"]]: { S: item.id },
  ...(item.state === "live" ? toLiveAttributes(item, content) : toIdle(item.idle)),
  ...toGone(item.gone ?? [], content.length),
});

/** Left out if they do not fit. The removed series then disappear from queries after five minutes. */
const toGone = (gone: readonly GoneSeries[], contentBytes: number): Attributes => {
  if (gone.length === 0) {
    return {};
  }
  const packed = packGone(gone);
  return contentBytes + packed.length > MAX_STORED_BYTES
    ? {}
    : { [NAMES["#gone"]]: { B: packed }, [NAMES["#goneUntil"]]: toNumber(goneUntilMs(gone)) };
};

const toLiveAttributes = (
  { fingerprint, series, countedBytes, owner }: LiveGroup,
  content: Uint8Array,
): Attributes => ({
  [NAMES["#fingerprint"]]: { S: fingerprint },
  [NAMES["#content"]]: { B: content },
  n: toNumber(series),
  [NAMES["#bytes"]]: toNumber(countedBytes),
  o: { S: owner },
});

const toIdle = (idle: Idle | undefined): Attributes =>
  idle === undefined ? {} : { [NAMES["#idle"]]: toIdleAttribute(idle) };

/** One text, so that a condition can compare it. */
export const toIdleAttribute = ({ runs, atMs, pushgatewayStart }: Idle): { readonly S: string } => ({
  S: JSON.stringify([runs, atMs, pushgatewayStart]),
});

/** The inverse of {@link toGroupAttributes}. Throws at attributes that it cannot have made. */
export const readGroupAttributes = (attributes: Attributes): GroupItem => {
  const version = {
    path: text(attributes, NAMES["#path"]),
    atMs: number(attributes, NAMES["#at"]),
    id: text(attributes, NAMES["#id"]),
  };
  switch (text(attributes, NAMES["#state"])) {
    case LIVE:
      return {
        state: "live",
        ...version,
        fingerprint: text(attributes, NAMES["#fingerprint"]),
        content: unpackContent(bytes(attributes, NAMES["#content"])),
        series: number(attributes, "n"),
        countedBytes: number(attributes, NAMES["#bytes"]),
        owner: text(attributes, "o"),
        ...withGone(readGone(attributes)),
      };
    case DELETED:
      return {
        state: "deleted",
        ...version,
        idle: readIdle(attributes),
        ...withGone([...orNone(readGone, attributes), ...orNone(readHeld, attributes)]),
      };
    default:
      throw new TypeError("the item has an unknown state");
  }
};

const readGone = (attributes: Attributes): readonly GoneSeries[] => {
  const packed = attributes[NAMES["#gone"]]?.B;
  return packed === undefined ? [] : unpackGone(packed);
};

/** The content of a live group that was deleted in place: its attributes are still there. */
const readHeld = (attributes: Attributes): readonly GoneSeries[] =>
  attributes[NAMES["#content"]] === undefined
    ? []
    : [
        {
          atMs: number(attributes, NAMES["#ended"]),
          series: number(attributes, "n"),
          content: unpackContent(bytes(attributes, NAMES["#content"])),
        },
      ];

/** Nothing for damaged attributes, so that a damaged group can be deleted. */
const orNone = (
  read: (attributes: Attributes) => readonly GoneSeries[],
  attributes: Attributes,
): readonly GoneSeries[] => {
  try {
    return read(attributes);
  } catch {
    return [];
  }
};

const readIdle = (attributes: Attributes): Idle | undefined => {
  const written = attributes[NAMES["#idle"]]?.S;
  if (written === undefined) {
    return undefined;
  }
  const [runs, atMs, pushgatewayStart] = JSON.parse(written) as [number, number, string];
  return { runs, atMs, pushgatewayStart };
};
