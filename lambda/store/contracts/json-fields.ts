import { type Fields, isRecord } from "../../model/fields.ts";

/** The value as an object. Like all functions here, it throws a TypeError at anything else. */
export const record = (json: unknown, name: string): Fields => {
  if (!isRecord(json)) {
    throw new TypeError(`${name} is not an object`);
  }
  return json;
};

/** The text of a field. */
export const text = (json: Fields, name: string): string => {
  const value = json[name];
  if (typeof value !== "string") {
    throw new TypeError(`the item has no text ${name}`);
  }
  return value;
};

/** The number of a field. */
export const number = (json: Fields, name: string): number => {
  const value = json[name];
  if (typeof value !== "number") {
    throw new TypeError(`the item has no number ${name}`);
  }
  return value;
};

/** The object of a field, as a map. */
export const toMap = <Value>(
  json: Fields,
  name: string,
  toValue: (json: unknown) => Value,
): ReadonlyMap<string, Value> => toMapOf(record(json[name], name), toValue);

export const toMapOf = <Value>(json: Fields, toValue: (json: unknown) => Value): ReadonlyMap<string, Value> =>
  new Map(Object.entries(json).map(([key, value]) => [key, toValue(value)]));
