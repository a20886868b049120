import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item of a table, or a part of one. */
export type Attributes = Record<string, AttributeValue>;

export const toNumber = (value: number) => ({ N: String(value) });

/** The text of an attribute. Like all functions here, it throws a TypeError if there is none. */
export const text = (attributes: Attributes, name: string): string => {
  const value = attributes[name]?.S;
  if (value === undefined) {
    throw new TypeError(`the item has no text ${name}`);
  }
  return value;
};

export const number = (attributes: Attributes, name: string): number => {
  const value = attributes[name]?.N;
  if (value === undefined) {
    throw new TypeError(`the item has no number ${name}`);
  }
  return Number(value);
};

export const bytes = (attributes: Attributes, name: string): Uint8Array => {
  const value = attributes[name]?.B;
  if (value === undefined) {
    throw new TypeError(`the item has no bytes ${name}`);
  }
  return value;
};
