import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Stored } from "../agree/item-store.ts";
import type {
  Claimant,
  CounterItem,
  GroupItem,
  Item,
  LabelSides,
  NameItem,
  SidesItem,
} from "../agree/items.ts";
import type { MetricType } from "../model/exposition.ts";

export type Attributes = Record<string, AttributeValue>;

/** The attributes of an item, all but its key and version. Undefined fields are left out. */
export const toAttributes = (item: Item): Attributes => ({
  kind: text(item.kind),
  ...FIELDS[item.kind](item as never),
});

/** The inverse of {@link toAttributes}. Throws at what it cannot have made: somebody else writes to the table. */
export const toStored = (attributes: Attributes): Stored => ({
  item: toItem(attributes),
  version: readText(attributes, "version"),
});

const text = (value: string): AttributeValue => ({ S: value });
const number = (value: number): AttributeValue => ({ N: String(value) });
const map = <Value>(
  values: ReadonlyMap<string, Value>,
  toValue: (value: Value) => AttributeValue,
): AttributeValue => ({
  M: Object.fromEntries([...values].map(([key, value]) => [key, toValue(value)])),
});
const optional = (name: string, value: number | undefined): Attributes =>
  value === undefined ? {} : { [name]: number(value) };

type Fields = { readonly [Kind in Item["kind"]]: (item: Extract<Item, { kind: Kind }>) => Attributes };

const FIELDS: Fields = {
  name: ({ name, owner, type, stampMs, first, closing }) => ({
    name: text(name),
    owner: text(owner),
    type: text(type),
    stampMs: number(stampMs),
    ...claimant(first),
    ...optional("closedMs", closing?.sinceMs),
    ...optional("goneMs", closing?.goneSinceMs),
  }),
  sides: ({ job, family, labels, first }) => ({
    job: text(job),
    family: text(family),
    labels: map(labels, ({ key, restStampMs, body }) => ({
      M: { key: map(key, number), body: map(body, number), ...optional("rest", restStampMs) },
    })),
    ...claimant(first),
  }),
  group: ({ path, client, series, families, stampMs, grownMs }) => ({
    path: text(path),
    client: text(client),
    series: number(series),
    families: map(families, number),
    stampMs: number(stampMs),
    grownMs: number(grownMs),
  }),
  counter: ({ of, groups, series }) => ({
    ...counterOwner(of),
    groups: number(groups),
    series: number(series),
  }),
  mark: ({ trackedLabels, atMs }) => ({ trackedLabels: { L: trackedLabels.map(text) }, atMs: number(atMs) }),
  lock: ({ untilMs }) => ({ untilMs: number(untilMs) }),
  sweep: ({ startedMs, isComplete, unbrokenSinceMs, pushgatewayStart }) => ({
    startedMs: number(startedMs),
    unbrokenSinceMs: number(unbrokenSinceMs),
    isComplete: { BOOL: isComplete },
    pushgatewayStart: text(pushgatewayStart),
  }),
};

const claimant = ({ client, job, atMs }: Claimant): Attributes => ({
  firstClient: text(client),
  firstJob: text(job),
  firstMs: number(atMs),
});

/** Everybody's counter names no client. */
export const counterOwner = (of: CounterItem["of"]): Attributes =>
  of === "everybody" ? {} : { client: text(of.client) };

const readText = (attributes: Attributes, name: string): string => {
  const value = attributes[name]?.S;
  if (value === undefined) {
    throw new TypeError(`an item of the registry has no text ${name}`);
  }
  return value;
};

const readNumber = (attributes: Attributes, name: string): number => {
  const value = attributes[name]?.N;
  if (value === undefined) {
    throw new TypeError(`an item of the registry has no number ${name}`);
  }
  return Number(value);
};

const readOptional = (attributes: Attributes, name: string): number | undefined =>
  attributes[name]?.N === undefined ? undefined : Number(attributes[name].N);

const readMap = <Value>(
  attributes: Attributes,
  name: string,
  toValue: (value: AttributeValue) => Value,
): ReadonlyMap<string, Value> =>
  new Map(Object.entries(attributes[name]?.M ?? {}).map(([key, value]) => [key, toValue(value)]));

const toNumber = ({ N }: AttributeValue): number => Number(N);

const toItem = (attributes: Attributes): Item => {
  const kind = readText(attributes, "kind") as Item["kind"];
  switch (kind) {
    case "name":
      return toNameItem(attributes);
    case "sides":
      return toSidesItem(attributes);
    case "group":
      return toGroupItem(attributes);
    case "counter":
      return toCounterItem(attributes);
    case "mark":
      return {
        kind,
        trackedLabels: (attributes["trackedLabels"]?.L ?? []).map(({ S }) => S ?? ""),
        atMs: readNumber(attributes, "atMs"),
      };
    case "lock":
      return { kind, untilMs: readNumber(attributes, "untilMs") };
    case "sweep":
      return {
        kind,
        startedMs: readNumber(attributes, "startedMs"),
        isComplete: attributes["isComplete"]?.BOOL ?? false,
        unbrokenSinceMs: readNumber(attributes, "unbrokenSinceMs"),
        pushgatewayStart: readText(attributes, "pushgatewayStart"),
      };
    default:
      throw new TypeError(`an item of the registry has the unknown kind ${kind satisfies never}`);
  }
};

const toNameItem = (attributes: Attributes): NameItem => {
  const sinceMs = readOptional(attributes, "closedMs");
  return {
    kind: "name",
    name: readText(attributes, "name"),
    owner: readText(attributes, "owner"),
    type: readText(attributes, "type") as MetricType,
    stampMs: readNumber(attributes, "stampMs"),
    first: toClaimant(attributes),
    closing: sinceMs === undefined ? undefined : { sinceMs, goneSinceMs: readOptional(attributes, "goneMs") },
  };
};

const toSidesItem = (attributes: Attributes): SidesItem => ({
  kind: "sides",
  job: readText(attributes, "job"),
  family: readText(attributes, "family"),
  labels: readMap(attributes, "labels", ({ M = {} }) => toLabelSides(M)),
  first: toClaimant(attributes),
});

const toLabelSides = (attributes: Attributes): LabelSides => ({
  key: readMap(attributes, "key", toNumber),
  restStampMs: readOptional(attributes, "rest"),
  body: readMap(attributes, "body", toNumber),
});

const toGroupItem = (attributes: Attributes): GroupItem => ({
  kind: "group",
  path: readText(attributes, "path"),
  client: readText(attributes, "client"),
  series: readNumber(attributes, "series"),
  families: readMap(attributes, "families", toNumber),
  stampMs: readNumber(attributes, "stampMs"),
  grownMs: readNumber(attributes, "grownMs"),
});

const toCounterItem = (attributes: Attributes): CounterItem => ({
  kind: "counter",
  of: attributes["client"] === undefined ? "everybody" : { client: readText(attributes, "client") },
  groups: readNumber(attributes, "groups"),
  series: readNumber(attributes, "series"),
});

const toClaimant = (attributes: Attributes): Claimant => ({
  client: readText(attributes, "firstClient"),
  job: readText(attributes, "firstJob"),
  atMs: readNumber(attributes, "firstMs"),
});
