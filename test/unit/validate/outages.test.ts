import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { decode } from "../../../lambda/decode/decode.ts";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";
import type { Refusal } from "../../../lambda/model/refusal.ts";
import type { Result } from "../../../lambda/model/result.ts";
import { parseGroupingKey } from "../../../lambda/request/parse-grouping-key.ts";
import { createStrictValidator } from "../../../lambda/validate/validate.ts";
import { OUTAGES, type Outage, PATH_OUTAGES } from "../../support/outages.ts";
import { pushedTo, toSentPayload } from "../../support/sent-payloads.ts";

const validate = createStrictValidator(Date.now);

const judge = ({ format, body, grouping = "" }: Outage): Result<unknown, Refusal> => {
  const key = parseGroupingKey(`/metrics/job/test${grouping}`);
  if (!key.ok) {
    throw new Error(key.error.detail);
  }
  const decoded = decode(toSentPayload(body, { format }), DEFAULT_LIMITS.inflatedBytes, parseJsonBody);
  return decoded.ok ? validate(decoded.value, pushedTo({ format, key: key.value })) : decoded;
};

describe("a push that alone causes an outage of a Pushgateway is refused", () => {
  it.each(OUTAGES.map((outage) => [outage.name, outage] as const))("%s", (_, outage) => {
    const judged = judge(outage);
    expect(judged.ok ? [] : judged.error.issues.map(({ code }) => code)).toContain(outage.code);
  });
});

describe("a grouping key that causes an outage", () => {
  it.each(PATH_OUTAGES)("$name", ({ grouping, relayedTo }) => {
    const key = parseGroupingKey(`/metrics/job/test${grouping}`);
    expect(key.ok ? key.value.path : key.error.code).toBe(relayedTo ?? "path-invalid");
  });
});
