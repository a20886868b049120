import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** In protobuf and JSON a family of one type can contain a metric with a value of another type. */
export const valueOfWrongType = {
  code: "value-of-wrong-type",
  severity: "error",
  isRelaxable: false,
  requirement: "every metric has exactly one value, which is of the type of its family",
  reason:
    "the Pushgateway cuts its page short at such a family, with status 200. All families later in the alphabet are lost silently",
  source: "tried on Pushgateway 1.11.3",
  fix: "Give the metric the value of the type of its family, or correct the type.",
  good: `name: "a" type: COUNTER metric { counter { value: 1 } }`,
  bad: `name: "a" type: COUNTER metric { gauge { value: 1 } }`,
  exampleFormat: "protobuf",
  describe: ({ family, found }) =>
    `a metric of ${quote(family)} has ${found}; give every metric a value of the type of its family`,
} satisfies Rule;
