import { z } from "zod";
import { proxySchema } from "../../lambda/config/schema.ts";

/** What we read of a JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
  readonly anyOf?: readonly JsonSchema[];
}

/** The JSON Schema of proxy.yaml as it is written. Draft 7 is what editors' YAML support knows best. */
export const toConfigJsonSchema = (): JsonSchema =>
  z.toJSONSchema(proxySchema, { io: "input", target: "draft-7" }) as JsonSchema;

export const toConfigSchemaFile = (): string => `${JSON.stringify(toConfigJsonSchema(), null, 2)}\n`;
