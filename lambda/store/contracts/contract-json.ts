import { type Fields, isRecord } from "../../model/fields.ts";
import type {
  ContractItem,
  CounterItem,
  CounterName,
  Idle,
  LabelPlacement,
  NameEntry,
  OpenItem,
  PlacementEntry,
  PlacementItem,
  RemoteWriteItem,
} from "../items.ts";
import { mapDimensions } from "../limits/counters.ts";
import { number, record, text, toMap, toMapOf } from "./json-fields.ts";

/** A contract item as text. Being in use takes no room. */
export const writeContractJson = (item: ContractItem): string => JSON.stringify(toJson(item));

/** The inverse of {@link writeContractJson}. Throws a TypeError at a text that it cannot have made. */
export const readContractJson = (text: string): ContractItem => {
  const json: unknown = JSON.parse(text);
  if (!isRecord(json)) {
    throw new TypeError("the item is not a JSON object");
  }
  return fromJson(json);
};

/** A key may be "__proto__", which stays a key in `Object.fromEntries`. */
const toJson = (item: ContractItem): object => {
  switch (item.kind) {
    case "name":
      return { ...item, entries: Object.fromEntries(item.entries) };
    case "placement":
      return { ...item, families: fromMap(item.families, (labels) => fromMap(labels, placementToJson)) };
    case "refusals":
      return { ...item, counts: Object.fromEntries(item.counts) };
    case "open":
      return { ...item, labels: Object.fromEntries(item.labels) };
    case "counter":
    case "run":
    case "dirty":
    case "remote-write":
      return item;
  }
};

/** An entry in use is 0, so that a full list takes 26 bytes per value. */
const placementToJson = ({ key, body, rest }: LabelPlacement): object => ({
  key: fromMap(key, ({ idle }) => idle ?? 0),
  body: fromMap(body, ({ idle }) => idle ?? 0),
  rest,
});

const fromMap = <Value>(map: ReadonlyMap<string, Value>, toValue: (value: Value) => unknown): object =>
  Object.fromEntries([...map].map(([key, value]) => [key, toValue(value)]));

const fromJson = (json: Fields): ContractItem => {
  switch (json["kind"]) {
    case "name":
      return { kind: "name", base: text(json, "base"), entries: toMap(json, "entries", toNameEntry) };
    case "placement":
      return toPlacement(json);
    case "open":
      return toOpen(json);
    case "counter":
      return toCounter(json);
    case "run":
      return {
        kind: "run",
        startedMs: number(json, "startedMs"),
        pushgatewayStart: text(json, "pushgatewayStart"),
      };
    case "dirty":
      return { kind: "dirty", atMs: number(json, "atMs") };
    case "refusals":
      return {
        kind: "refusals",
        client: text(json, "client"),
        counts: toMap(json, "counts", toCount),
      };
    case "remote-write":
      return toRemoteWrite(json);
    default:
      throw new TypeError(`the item has the unknown kind ${JSON.stringify(json["kind"])}`);
  }
};

const toNameEntry = (json: unknown): NameEntry => {
  const entry = record(json, "entry");
  const first = entry["first"];
  return {
    family: text(entry, "family"),
    type: text(entry, "type") as NameEntry["type"],
    first: first === undefined ? undefined : toClaimant(record(first, "first")),
    idle: toIdle(entry["idle"]),
  };
};

const toClaimant = (json: Fields): NonNullable<NameEntry["first"]> => ({
  owner: text(json, "owner"),
  job: text(json, "job"),
  atMs: number(json, "atMs"),
});

const toPlacement = (json: Fields): PlacementItem => ({
  kind: "placement",
  job: text(json, "job"),
  families: toMap(json, "families", (labels) => toMapOf(record(labels, "labels"), toLabelPlacement)),
});

const toLabelPlacement = (json: unknown): LabelPlacement => {
  const placement = record(json, "placement");
  const rest = placement["rest"];
  return {
    key: toMap(placement, "key", toPlacementEntry),
    body: toMap(placement, "body", toPlacementEntry),
    rest: rest === undefined ? undefined : toRest(record(rest, "rest")),
  };
};

const toPlacementEntry = (json: unknown): PlacementEntry => ({
  idle: json === 0 ? undefined : toIdle(json),
});

const toRest = (json: Fields): LabelPlacement["rest"] => {
  const { side } = json;
  if (side !== "key" && side !== "body") {
    throw new TypeError("the rest is on neither side");
  }
  return { side, idle: toIdle(json["idle"]) };
};

const toCounter = (json: Fields): CounterItem => ({
  kind: "counter",
  of: toCounterName(json["of"]),
  ...mapDimensions((dimension) => number(json, dimension)),
  revision: number(json, "revision"),
});

/** Throws a TypeError at anything else. Owners' counters from before parts existed name no part. */
export const toCounterName = (json: unknown): CounterName => {
  const of = record(json, "of");
  return of["owner"] === undefined
    ? { totalShard: number(of, "totalShard") }
    : { owner: text(of, "owner"), part: of["part"] === undefined ? 0 : number(of, "part") };
};

const toCount = (json: unknown): number => {
  if (typeof json !== "number") {
    throw new TypeError("a count is not a number");
  }
  return json;
};

const toOpen = (json: Fields): OpenItem => ({
  kind: "open",
  table: json["table"] === undefined ? undefined : text(json, "table"),
  opening: toIdle(json["opening"]),
  labels: toMap(json, "labels", (label) => (label === "open" ? label : requireIdle(label))),
});

const toRemoteWrite = (json: Fields): RemoteWriteItem => ({
  kind: "remote-write",
  destination: text(json, "destination"),
  shard: number(json, "shard"),
  owner: text(json, "owner"),
  untilMs: number(json, "untilMs"),
  timestampMs: number(json, "timestampMs"),
  fromMs: number(json, "fromMs"),
  notV2UntilMs: number(json, "notV2UntilMs"),
});

const toIdle = (json: unknown): Idle | undefined => (json === undefined ? undefined : requireIdle(json));

const requireIdle = (json: unknown): Idle => {
  const idle = record(json, "idle");
  return {
    runs: number(idle, "runs"),
    atMs: number(idle, "atMs"),
    pushgatewayStart: text(idle, "pushgatewayStart"),
  };
};
