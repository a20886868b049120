/** An object whose fields are not checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether an external value is an object with fields: neither null nor a list. */
export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
