import type { GroupVersion, Tombstone } from "../../store/items.ts";
import { type Attributes, toNumber } from "./dynamodb-attributes.ts";
import { DELETED_STATE, NAMES, toIdleAttribute } from "./dynamodb-group-attributes.ts";

/** The part of a command that makes it conditional. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
}

const ABSENT = "attribute_not_exists(pk)";

export const IS_OLDER = `${ABSENT} OR #at < :at`;

export const isVersion = (expected: GroupVersion | undefined): Condition =>
  expected === undefined
    ? { ConditionExpression: ABSENT }
    : {
        ConditionExpression: "#at = :at AND #id = :id",
        ExpressionAttributeNames: pickNames("#at", "#id"),
        ExpressionAttributeValues: toVersionValues(expected),
      };

export const isOlderThan = ({ atMs }: GroupVersion): Condition => ({
  ConditionExpression: IS_OLDER,
  ExpressionAttributeNames: pickNames("#at"),
  ExpressionAttributeValues: { ":at": toNumber(atMs) },
});

export const isSameTombstone = (expected: Tombstone): Condition => ({
  ConditionExpression: `#state = :deleted AND #at = :at AND #id = :id AND ${
    expected.idle === undefined ? "attribute_not_exists(#idle)" : "#idle = :idle"
  }`,
  ExpressionAttributeNames: pickNames("#state", "#at", "#id", "#idle"),
  ExpressionAttributeValues: {
    ":deleted": DELETED_STATE,
    ...toVersionValues(expected),
    ...(expected.idle !== undefined && { ":idle": toIdleAttribute(expected.idle) }),
  },
});

export const toVersionValues = ({ atMs, id }: GroupVersion): Attributes => ({
  ":at": toNumber(atMs),
  ":id": { S: id },
});

export const pickNames = (...placeholders: readonly (keyof typeof NAMES)[]): Record<string, string> =>
  Object.fromEntries(placeholders.map((placeholder) => [placeholder, NAMES[placeholder]]));
