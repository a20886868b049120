import { describe, expect, it } from "@jest/globals";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { DEADLY_PUSHES, HARMFUL_PUSHES } from "../../support/native-histograms/harmful-pushes.ts";
import { HARMLESS_PUSHES } from "../../support/native-histograms/harmless-pushes.ts";
import { encodePrototext } from "../../support/prototext.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now });

const judge = (families: readonly string[]): string => {
  const decoded = decodeProtobuf(Buffer.concat(families.map(encodePrototext)));
  if (!decoded.ok) {
    return decoded.error.code;
  }
  const verdict = validate(decoded.value, pushedTo({ format: "protobuf" }));
  return verdict.ok ? "accepted" : verdict.error.code;
};

// That each is harmful, or not, to a real Pushgateway or Prometheus is what test/real/native-histograms.test.ts shows.
describe("of native histograms", () => {
  it.each([...HARMFUL_PUSHES, ...DEADLY_PUSHES].filter(({ groups }) => groups.length === 1))(
    "refuses $name, which breaks $breaks",
    ({ groups: [families = []] }) => {
      expect(judge(families)).toBe("payload-invalid");
    },
  );

  it.each(HARMLESS_PUSHES)("accepts $name", ({ groups }) => {
    expect(groups.map(judge)).toEqual(groups.map(() => "accepted"));
  });
});
