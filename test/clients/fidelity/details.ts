import type { ReadMessage, ReadValue } from "../../support/prototext.ts";

/** Details that a client library may write in protobuf, and that the text format does not have. */
export const DETAILS = ["native", "both", "custom", "exemplars", "created"] as const;
export type Detail = (typeof DETAILS)[number];

/** `not sent`: the library does not send it, so the Pushgateway does not have it either. */
export type DetailOutcome = "equal" | "differs" | "not sent";

/** Compares a job's details on two pages. The first page was pushed directly. */
export const compareDetails = (
  direct: readonly ReadMessage[],
  proxied: readonly ReadMessage[],
): Readonly<Record<Detail, DetailOutcome>> => {
  const compare = (find: (page: readonly ReadMessage[]) => readonly unknown[]): DetailOutcome => {
    const expected = find(direct);
    return expected.length === 0
      ? "not sent"
      : toText(expected) === toText(find(proxied))
        ? "equal"
        : "differs";
  };
  return {
    native: compare((page) => findFamily(page, "demo_native_seconds")),
    both: compare((page) => findFamily(page, "demo_both_seconds")),
    custom: compare((page) => findFamily(page, "demo_custom_seconds")),
    exemplars: compare((page) => findFields(page, ["exemplar", "exemplars"])),
    created: compare((page) => findFields(page, ["created_timestamp"])),
  };
};

const findFamily = (page: readonly ReadMessage[], name: string): readonly unknown[] =>
  page.filter((family) => family["name"]?.[0] === name);

/** Every value of some fields, at any depth, with its path. */
const findFields = (page: readonly ReadMessage[], names: readonly string[]): readonly unknown[] =>
  page.flatMap((family) => walk(family, [String(family["name"])], names));

const walk = (value: ReadValue, path: readonly string[], names: readonly string[]): readonly unknown[] =>
  typeof value !== "object"
    ? []
    : Object.entries(value).flatMap(([field, values]) =>
        names.includes(field)
          ? [[...path, field, values]]
          : values.flatMap((inner, index) => walk(inner, [...path, `${field}[${index}]`], names)),
      );

const toText = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint" || Object.is(inner, -0)) {
      return `${inner}n`;
    }
    return typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner;
  });
