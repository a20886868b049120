import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { decode } from "../../lambda/decode/decode.ts";
import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import type { Issue } from "../../lambda/model/issue.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";
import { type Counterexample, readAnswers, readCounterexamples } from "../support/counterexamples.ts";
import { FUZZ_TARGETS } from "../support/decoder-fuzz.ts";
import { pushedTo, toSentPayload } from "../support/sent-payloads.ts";

const validate = createStrictValidator(Date.now);

const judge = ({ bytes, format }: Counterexample): readonly string[] => {
  const decoded = decode(toSentPayload(bytes, { format }), DEFAULT_LIMITS.inflatedBytes, parseJsonBody);
  const judged = decoded.ok ? validate(decoded.value, pushedTo({ format })) : decoded;
  return judged.ok ? [] : judged.error.issues.map(toText);
};

const toText = ({ code, location }: Issue): string =>
  location !== undefined && "line" in location ? `${location.line}:${location.column} ${code}` : code;

const counterexamples = readCounterexamples();
const answers = readAnswers();

describe("payloads that once found a bug", () => {
  it("have one expected answer each", () => {
    expect(Object.keys(answers).sort()).toEqual(counterexamples.map(({ name }) => name).sort());
  });

  it.each(counterexamples.map((one) => [one.name, one] as const))(
    "%s gets its expected answer",
    (name, one) => {
      expect(judge(one)).toEqual(answers[name]?.refusedFor);
      FUZZ_TARGETS.find((target) => target.name === one.format)?.run(one.bytes);
    },
  );
});
