import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonSchema, toConfigJsonSchema } from "./config-json-schema.ts";
import { toMarkdownTable } from "./markdown-table.ts";

/** docs/configuration.md: the guide beside this file, then a table of each mapping. */
export const toConfigurationPage = (): string => {
  const guide = readFileSync(join(import.meta.dirname, "configuration-guide.md"), "utf8");
  return `${guide}\n${collectSections("", toConfigJsonSchema()).map(printSection).join("\n")}`;
};

interface Section {
  /** `clients[].grants[]`; empty for the file itself. */
  readonly path: string;
  readonly schema: JsonSchema;
}

/** A mapping and the mappings inside it. */
const collectSections = (path: string, schema: JsonSchema): readonly Section[] => {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const mapping = mappingIn(value);
    const innerPath = `${path === "" ? "" : `${path}.`}${key}${value.type === "array" ? "[]" : ""}`;
    return mapping === undefined || isDescribedElsewhere(innerPath)
      ? []
      : collectSections(innerPath, mapping);
  });
  return [{ path, schema }, ...inner];
};

/** The keys of a client's or issuer's limits are those of the top-level limits. */
const isDescribedElsewhere = (path: string): boolean => path.endsWith("[].limits");

const mappingIn = (schema: JsonSchema): JsonSchema | undefined =>
  [schema, schema.items, ...(schema.anyOf ?? [])].find((candidate) => candidate?.properties !== undefined);

const printSection = ({ path, schema }: Section): string => {
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => [
    `\`${key}\``,
    describeType(value),
    describeDefault(value, schema.required?.includes(key) === true),
    value.description ?? "",
  ]);
  const heading =
    path === "" ? "" : `### \`${path}\`\n\n${schema.description ?? ""}\n\n`.replace("\n\n\n", "\n");
  return `${heading}${toMarkdownTable(["key", "takes", "default", "meaning"], rows)}`;
};

const describeType = (schema: JsonSchema): string => {
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `\`${value}\``).join(", ");
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map(describeType).join(", or ");
  }
  switch (schema.type) {
    case "array":
      return schema.items?.type === "object" ? "list, below" : `list of ${describeType(schema.items ?? {})}`;
    case "object":
      return schema.properties === undefined ? "mapping" : "mapping, below";
    case "integer":
      return describeRange(schema);
    case "boolean":
      return "`true` or `false`";
    default:
      return schema.examples === undefined
        ? "text"
        : schema.examples.map((value) => `\`${value}\``).join(", ");
  }
};

const describeRange = ({ minimum, maximum }: JsonSchema): string =>
  `${minimum?.toLocaleString("en")} to ${maximum?.toLocaleString("en")}`;

const describeDefault = ({ default: value, properties, anyOf }: JsonSchema, isRequired: boolean): string => {
  if (isRequired) {
    return "**required**";
  }
  if (
    value === undefined ||
    properties !== undefined ||
    anyOf?.some((option) => option.properties !== undefined)
  ) {
    return "";
  }
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
};
