import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import type { FormatId } from "../../../lambda/decode/formats.ts";
import { RULES } from "../../../lambda/validate/rules.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { encodePrototext } from "../../support/prototext.ts";
import { formatOf, pushedTo } from "../../support/sent-payloads.ts";

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now });

/** The codes of what is wrong with an example. */
const judge = (example: string, format: FormatId): readonly string[] => {
  // Examples of protobuf are in its text form.
  const payload = format === "protobuf" ? encodePrototext(example) : Buffer.from(example);
  const decoded = formatOf(format).decode(payload, parseJsonBody);
  if (!decoded.ok) {
    throw new Error(JSON.stringify(decoded.error.issues));
  }
  const result = validate(decoded.value, pushedTo({ format }));
  return result.ok ? [] : result.error.issues.map(({ code }) => code);
};

const examples = RULES.flatMap(({ code, good, bad, exampleFormat }) =>
  exampleFormat === undefined || exampleFormat === "text" ? [] : [{ code, good, bad, format: exampleFormat }],
);

describe("rules whose examples are JSON, OpenMetrics or protobuf", () => {
  it.each(examples)(
    "$code finds its bad example and lets its good one pass",
    ({ code, good, bad, format }) => {
      expect(judge(bad, format)).toContain(code);
      expect(judge(good, format)).toEqual([]);
    },
  );
});
