import type { GroupItem, Idle, LiveGroup } from "../store/items.ts";
import type { Attributes } from "./dynamodb-calls.ts";
import { packContent, unpackContent } from "./stored-content.ts";

/** Names are short, since every byte of an item is paid for: the sample of test/corpus must stay within one write unit. */
export const NAMES = {
  "#state": "s",
  "#at": "t",
  "#id": "i",
  "#print": "f",
  "#content": "c",
  "#bytes": "b",
  "#idle": "k",
} as const;

const LIVE = "l";
const DELETED = "d";
export const LIVE_STATE = { S: LIVE } as const;
export const DELETED_STATE = { S: DELETED } as const;

/** An item of the groups table without its key. `content` is the packed one of a live group. */
export const toGroupAttributes = (item: GroupItem, content: Uint8Array | undefined): Attributes => ({
  p: { S: item.path },
  [NAMES["#state"]]: item.state === "live" ? LIVE_STATE : DELETED_STATE,
  [NAMES["#at"]]: { N: String(item.atMs) },
  [NAMES["#id"]]: { S: item.id },
  ...(item.state === "live"
    ? toLiveAttributes(item, content ?? packContent(item.content))
    : toIdle(item.idle)),
});

const toLiveAttributes = (
  { print, series, countedBytes, owner }: LiveGroup,
  content: Uint8Array,
): Attributes => ({
  [NAMES["#print"]]: { S: print },
  [NAMES["#content"]]: { B: content },
  n: { N: String(series) },
  [NAMES["#bytes"]]: { N: String(countedBytes) },
  o: { S: owner },
});

const toIdle = (idle: Idle | undefined): Attributes =>
  idle === undefined ? {} : { [NAMES["#idle"]]: toIdleAttribute(idle) };

/** One text, so that a condition can compare it. */
export const toIdleAttribute = ({ runs, atMs, pushgatewayStart }: Idle): { readonly S: string } => ({
  S: JSON.stringify([runs, atMs, pushgatewayStart]),
});

/** The inverse of {@link toGroupAttributes}. Throws at what it cannot have made. */
export const readGroupAttributes = (attributes: Attributes): GroupItem => {
  const version = {
    path: text(attributes, "p"),
    atMs: number(attributes, NAMES["#at"]),
    id: text(attributes, NAMES["#id"]),
  };
  switch (text(attributes, NAMES["#state"])) {
    case LIVE:
      return {
        state: "live",
        ...version,
        print: text(attributes, NAMES["#print"]),
        content: unpackContent(bytes(attributes, NAMES["#content"])),
        series: number(attributes, "n"),
        countedBytes: number(attributes, NAMES["#bytes"]),
        owner: text(attributes, "o"),
      };
    case DELETED:
      return { state: "deleted", ...version, idle: readIdle(attributes) };
    default:
      throw new TypeError("the item has an unknown state");
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

const text = (attributes: Attributes, name: string): string => {
  const value = attributes[name]?.S;
  if (value === undefined) {
    throw new TypeError(`the item has no text ${name}`);
  }
  return value;
};

const number = (attributes: Attributes, name: string): number => {
  const value = attributes[name]?.N;
  if (value === undefined) {
    throw new TypeError(`the item has no number ${name}`);
  }
  return Number(value);
};

const bytes = (attributes: Attributes, name: string): Uint8Array => {
  const value = attributes[name]?.B;
  if (value === undefined) {
    throw new TypeError(`the item has no bytes ${name}`);
  }
  return value;
};
