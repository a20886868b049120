import { z } from "zod";
import type { ConfigPath } from "./config-issue.ts";

/** The schema's keys for the mapping at `path`. */
export const keysAt = (schema: z.core.$ZodType, path: ConfigPath): readonly string[] =>
  schemasAt(schema, path).flatMap((option) =>
    option instanceof z.ZodObject ? Object.keys(option.shape) : [],
  );

/** The possible schemas of a value at `path`. */
export const schemasAt = (schema: z.core.$ZodType, path: ConfigPath): readonly z.core.$ZodType[] => {
  const options = unwrap(schema);
  const [key, ...rest] = path;
  if (key === undefined) {
    return options;
  }
  return options.flatMap((option) => {
    const inner = childOf(option, key);
    return inner === undefined ? [] : schemasAt(inner, rest);
  });
};

const childOf = (schema: z.core.$ZodType, key: string | number): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodObject) {
    return schema.shape[key];
  }
  if (schema instanceof z.ZodArray) {
    return schema.element;
  }
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
};

/** The schema below defaults, optionality and transformations. */
const unwrap = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) {
    return unwrap(schema.def.in);
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap(unwrap);
  }
  return [schema];
};
