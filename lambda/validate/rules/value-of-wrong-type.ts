import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** Protobuf and JSON can put a value of one type into a family of another. */
export const valueOfWrongType = {
  code: "value-of-wrong-type",
  severity: "error",
  isRelaxable: false,
  requirement: "every metric has exactly the value that the type of its family says",
  reason:
    "the Pushgateway cuts its page short at such a family, with status 200. All families later in the alphabet are lost silently",
  source: "tried on Pushgateway 1.11.3",
  fix: "Give the metric the value of the type of its family, or correct the type.",
  good: `name: "a" type: COUNTER metric { counter { value: 1 } }`,
  bad: `name: "a" type: COUNTER metric { gauge { value: 1 } }`,
  exampleFormat: "protobuf",
  describe: ({ family, found }) =>
    `a metric of ${quote(family)} has ${found} where the type of the family says otherwise; give every metric the value of its family's type`,
} satisfies Rule;
