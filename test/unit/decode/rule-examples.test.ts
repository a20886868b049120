import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { decodeJson } from "../../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { RULES } from "../../../lambda/validate/rules.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

type Format = "json" | "openmetrics";

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now });

/** The codes of what is wrong with an example. */
const judge = (example: string, format: Format): readonly string[] => {
  const bytes = Buffer.from(example);
  const decoded = format === "json" ? decodeJson(bytes, parseJsonBody) : decodeOpenMetrics(bytes);
  if (!decoded.ok) {
    throw new Error(JSON.stringify(decoded.error.issues));
  }
  const result = validate(decoded.value, pushedTo({ format }));
  return result.ok ? [] : result.error.issues.map(({ code }) => code);
};

const examples = RULES.flatMap(({ code, good, bad, exampleFormat }) =>
  exampleFormat === "json" || exampleFormat === "openmetrics"
    ? [{ code, good, bad, format: exampleFormat }]
    : [],
);

describe("rules whose examples are JSON or OpenMetrics", () => {
  it.each(examples)(
    "$code finds its bad example and lets its good one pass",
    ({ code, good, bad, format }) => {
      expect(judge(bad, format)).toContain(code);
      expect(judge(good, format)).toEqual([]);
    },
  );
});
