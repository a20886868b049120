import { readContractJson, toCounterName } from "../../store/contracts/contract-json.ts";
import type { ContractItem, CounterItem, RefusalsItem } from "../../store/items.ts";
import { mapDimensions } from "../../store/limits/counters.ts";
import type { Versioned } from "../../store/store.ts";
import { type Attributes, number, text } from "./dynamodb-attributes.ts";

/** Counts are separate attributes, like those of counters: `code:contract-conflict` and so on. */
export const REFUSALS_PREFIX = "code:";

/** The item in a row of the table. Throws a TypeError at a damaged one. */
export const toVersioned = (attributes: Attributes): Versioned => ({
  item: toItem(attributes),
  version: text(attributes, "v"),
});

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

const toCounter = (attributes: Attributes): CounterItem => ({
  kind: "counter",
  of: toCounterName(JSON.parse(text(attributes, "o"))),
  ...mapDimensions((dimension) => number(attributes, dimension)),
  revision: number(attributes, "revision"),
});
