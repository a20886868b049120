import assert from "node:assert/strict";
import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";
import { mutatedPayloads } from "../support/mutated-payloads.ts";
import { pushedTo } from "../support/sent-payloads.ts";
import { toRuns } from "../support/test-length.ts";

const RUNS = toRuns({ short: 2_000, full: 200_000 });

const validate = createStrictValidator(Date.now);

/** Checks a payload. Whatever it is, the outcome is a value, and every issue has a place inside the payload. */
const judge = (payload: Uint8Array): void => {
  const lines = payload.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 1);
  const decoded = decodeText(payload);
  const judged = decoded.ok ? validate(decoded.value, pushedTo()) : decoded;
  const issues = judged.ok ? judged.value.warnings : judged.error.issues;
  for (const { code, detail, location } of issues) {
    assert.match(code, /^[a-z][a-z0-9-]*$/);
    assert.match(detail, /[^.]$/s);
    if (location !== undefined && "line" in location) {
      const { line, column } = location;
      assert.ok(line > 0 && line <= lines && column > 0, `line ${line} of ${lines}, column ${column}`);
    }
  }
};

describe("the text format, whatever the bytes", () => {
  it.each([
    ["random bytes", fc.uint8Array({ maxLength: 200 })],
    ["bytes with a meaning in the format", fc.array(fc.constantFrom(...Buffer.from('{}",= \n\r#\\1aTYPEHLle')), { maxLength: 60 }).map((bytes) => Uint8Array.from(bytes))],
    ["almost valid payloads", mutatedPayloads().map((payload) => Buffer.from(payload))],
    ["almost valid payloads that are cut or have one byte changed", fc.tuple(mutatedPayloads(), fc.nat(), fc.nat({ max: 255 })).map(([payload, where, byte]) => {
      const bytes = Buffer.from(payload);
      bytes[where % bytes.length] = byte;
      return bytes.subarray(0, 1 + (where % (bytes.length * 2)));
    })],
  ])("never throws: %s", (_, payloads) => {
    fc.assert(fc.property(payloads, judge), { numRuns: Math.ceil(RUNS / 4) });
  }, 30_000 + RUNS); // biome-ignore format: a table
});
