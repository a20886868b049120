import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { decodeJson } from "../../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { RULES } from "../../../lambda/validate/rules.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { encodePrototext } from "../../support/prototext.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

/** Protobuf's examples are in its text form. */
const DECODERS = {
  json: (example: string) => decodeJson(Buffer.from(example), parseJsonBody),
  openmetrics: (example: string) => decodeOpenMetrics(Buffer.from(example)),
  protobuf: (example: string) => decodeProtobuf(encodePrototext(example)),
};
type Format = keyof typeof DECODERS;

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now });

/** The codes of what is wrong with an example. */
const judge = (example: string, format: Format): readonly string[] => {
  const decoded = DECODERS[format](example);
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
