import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const keyRepeated = {
  code: "key-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "an object in JSON has each key once",
  reason: "a JSON parser keeps only the last of the values and loses the others silently",
  source: "RFC 8259, section 4",
  fix: "Keep one of the keys.",
  good: `{"builds_failed": 1, "builds_passed": 2}`,
  bad: `{"builds_failed": 1, "builds_failed": 2}`,
  exampleFormat: "json",
  describe: ({ found }) => `the key ${quote(found!)} is in one object twice; keep one of them`,
} satisfies Rule;
