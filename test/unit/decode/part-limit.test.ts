import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import type { Decoder } from "../../../lambda/decode/decoder.ts";
import { decodeJson } from "../../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { MAX_JSON_VALUES, MAX_LABELS, MAX_PARTS } from "../../../lambda/decode/part-limit.ts";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import { family, message, metric, text } from "../../support/protobuf-fields.ts";

const repeat = (part: string | Buffer, times: number): Buffer =>
  Buffer.concat(Array(times).fill(Buffer.from(part as string)));
const decodeParsed: Decoder = (bytes) => decodeJson(bytes, parseJsonBody);

const PARTS = `${MAX_PARTS} families, metrics, buckets and quantiles`;

/** What there may be so many of, in a payload of so many. A family and a metric around them are parts, too. */
const LIMITS: readonly (readonly [string, Decoder, number, (count: number) => Buffer, string])[] = [
  ["lines of text", decodeText, MAX_PARTS, (count) => repeat("#\n", count), `${MAX_PARTS} lines`],
  [
    "lines of OpenMetrics",
    decodeOpenMetrics,
    MAX_PARTS,
    (count) => Buffer.concat([repeat("\n", count - 1), Buffer.from("# EOF\n")]),
    `${MAX_PARTS} lines`,
  ],
  ["families", decodeProtobuf, MAX_PARTS, (count) => repeat(Buffer.of(0), count), PARTS],
  [
    "metrics",
    decodeProtobuf,
    MAX_PARTS - 1,
    (count) => family("g", 1, repeat(metric(message(2)), count)),
    PARTS,
  ],
  [
    "buckets",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("h", 4, metric(message(7, repeat(message(3), count)))),
    PARTS,
  ],
  [
    "quantiles",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("s", 2, metric(message(4, repeat(message(3), count)))),
    PARTS,
  ],
  [
    "labels in one metric",
    decodeProtobuf,
    MAX_LABELS,
    (count) => family("g", 1, metric(message(2), repeat(message(1, text(1, "a")), count))),
    `${MAX_LABELS} labels in one metric`,
  ],
  [
    "values of JSON",
    decodeParsed,
    MAX_JSON_VALUES,
    // No JSON, which is found out only after it was found to be too much.
    (count) => Buffer.concat([Buffer.from("["), repeat(",", count)]),
    `${MAX_JSON_VALUES} values`,
  ],
];

describe("what nobody may push so much of", () => {
  it.each(LIMITS)("is read to the last, and refused one further: %s", (_, decode, most, create, tooMany) => {
    expect(decode(create(most))).not.toMatchObject({ error: { code: "limit-exceeded" } });
    expect(decode(create(most + 1))).toMatchObject({
      ok: false,
      error: {
        code: "limit-exceeded",
        detail: `the payload has more than ${tooMany}, which is more than anyone may push at a time; push less`,
      },
    });
  });
});
