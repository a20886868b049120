/** A value of fields that nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value that came from outside is an object with fields: neither null nor a list. */
export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
