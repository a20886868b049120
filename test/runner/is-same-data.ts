/** Deeper values may contain themselves. */
const MOST_DEPTH = 30;

/**
 * Whether two values are equal for every matcher of Jest: the same value, or arrays and plain objects with the same keys
 * and the same values. It is false for all other objects, also if Jest finds them equal.
 */
export const isSameData = (a: unknown, b: unknown, depth = 0): boolean =>
  Object.is(a, b) || (isData(a) && isData(b) && depth < MOST_DEPTH && haveSameParts(a, b, depth + 1));

type Data = Readonly<Record<string, unknown>>;

const isData = (value: unknown): value is Data => {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === Array.prototype) &&
    Object.getOwnPropertySymbols(value).length === 0
  );
};

const haveSameParts = (a: Data, b: Data, depth: number): boolean => {
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    a["length"] === b["length"] &&
    keys.every((key) => Object.hasOwn(b, key) && isSameData(a[key], b[key], depth))
  );
};
