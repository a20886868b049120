/** A part of the document: anything that YAML can write. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

type Section = "schemas" | "parameters" | "responses" | "headers" | "requestBodies";

export const ref = (section: Section, name: string): JsonObject => ({
  $ref: `#/components/${section}/${name}`,
});
