/** An object whose fields are not checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether an external value is an object with fields: neither null nor a list. */
export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An external value as an object with fields, none if it is not one. */
export const toRecord = (value: unknown): Fields => (isRecord(value) ? value : {});

/** The objects in an external list; none if it is not a list. */
export const toRecords = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** The value of an external text; undefined if the text is not JSON. */
export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
