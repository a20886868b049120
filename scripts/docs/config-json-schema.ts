import { z } from "zod";
import { proxySchema } from "../../lambda/config/schema.ts";

/** The parts of a JSON Schema that are read here. */
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

/** The JSON Schema of a written proxy.yaml. Editors' YAML support knows draft 7 best. */
export const toConfigJsonSchema = (): JsonSchema =>
  z.toJSONSchema(proxySchema, { io: "input", target: "draft-7" }) as JsonSchema;

export const toConfigSchemaFile = (): string => `${JSON.stringify(toConfigJsonSchema(), null, 2)}\n`;
