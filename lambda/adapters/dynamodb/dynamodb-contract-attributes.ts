import { readContractJson, toCounterName } from "../../store/contracts/contract-json.ts";
import type { ContractItem, CounterItem, RefusalsItem } from "../../store/items.ts";
import type { Versioned } from "../../store/store.ts";
import type { Attributes } from "./dynamodb-calls.ts";

/** Counts are separate attributes, like those of counters: `code:contract-conflict` and so on. */
export const REFUSALS_PREFIX = "code:";

export const toNumber = (value: number) => ({ N: String(value) });

/** The item in a row of the table. Throws a TypeError at a damaged one. */
export const toVersioned = (attributes: Attributes): Versioned => {
  const version = attributes["v"]?.S;
  if (version === undefined) {
    throw new TypeError("the item has no version");
  }
  return { item: toItem(attributes), version };
};

const toItem = (attributes: Attributes): ContractItem => {
  const json = attributes["j"]?.S;
  if (json !== undefined) {
    return readContractJson(json);
  }
  const refusedClient = attributes["refused"]?.S;
  return refusedClient === undefined ? toCounter(attributes) : toRefusals(refusedClient, attributes);
};

const toRefusals = (client: string, attributes: Attributes): RefusalsItem => ({
  kind: "refusals",
  client,
  counts: new Map(
    Object.entries(attributes).flatMap(([name, { N: count }]) =>
      name.startsWith(REFUSALS_PREFIX) ? [[name.slice(REFUSALS_PREFIX.length), Number(count)]] : [],
    ),
  ),
});

const toCounter = (attributes: Attributes): CounterItem => {
  const of = attributes["o"]?.S;
  if (of === undefined) {
    throw new TypeError("the item is neither a contract nor a counter");
  }
  return {
    kind: "counter",
    of: toCounterName(JSON.parse(of)),
    groups: Number(attributes["groups"]?.N),
    series: Number(attributes["series"]?.N),
    bytes: Number(attributes["bytes"]?.N),
    names: Number(attributes["names"]?.N),
    revision: Number(attributes["revision"]?.N),
  };
};
