import { randomUUID } from "node:crypto";
import type { Holding } from "../../store/items.ts";
import { DIMENSIONS } from "../../store/limits/counters.ts";
import type { CounterChange } from "../../store/store.ts";
import { toNumber } from "./dynamodb-attributes.ts";

/** Counters are separate attributes, since DynamoDB can add only to numbers: `groups`, `series`, `bytes`, `names`. */
export const toCounterUpdate = ({ to, add, atMost, ifRevision }: CounterChange) => {
  const bounded = DIMENSIONS.filter((one) => atMost !== undefined && add[one] > 0);
  const conditions = [
    ...bounded.map((one) => isAtMost(one, atMost![one] - add[one])),
    ...(ifRevision === undefined ? [] : [isRevision(ifRevision)]),
  ];
  return {
    UpdateExpression:
      `SET v = :version, o = :of ADD ${DIMENSIONS.map((one) => `#${one} :${one}`).join(", ")}, ` +
      "#revision :raised",
    ExpressionAttributeNames: {
      ...Object.fromEntries(DIMENSIONS.map((one) => [`#${one}`, one])),
      "#revision": "revision",
    },
    ExpressionAttributeValues: {
      ":version": { S: randomUUID() },
      ":of": { S: JSON.stringify(to) },
      ":raised": toNumber(ifRevision === undefined ? 0 : 1),
      ...Object.fromEntries(DIMENSIONS.map((one) => [`:${one}`, toNumber(add[one])])),
      ...Object.fromEntries(bounded.map((one) => [`:most_${one}`, toNumber(atMost![one] - add[one])])),
      ...(ifRevision !== undefined && { ":revision": toNumber(ifRevision) }),
    },
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(" AND ") }),
  };
};

/** A missing counter holds nothing, and accepts an addition that is itself within the bound. */
const isAtMost = (one: keyof Holding, most: number): string =>
  most < 0 ? `#${one} <= :most_${one}` : `(attribute_not_exists(#${one}) OR #${one} <= :most_${one})`;

const isRevision = (revision: number): string =>
  revision === 0 ? "(attribute_not_exists(#revision) OR #revision = :revision)" : "#revision = :revision";
