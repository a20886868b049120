import { describe, expect, it } from "@jest/globals";
import { decodeJson } from "../../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import {
  MAX_FAMILIES,
  MAX_JSON_KEYS,
  MAX_JSON_VALUES,
  MAX_LABELS,
  MAX_PARTS,
  MAX_RAW_ISSUES,
  MAX_SHAPE_NAMES,
  refuseTooManyParts,
  TOO_MANY,
  type TooMany,
} from "../../../lambda/decode/part-limit.ts";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import type { ParseJson } from "../../../lambda/model/format.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import { double, family, message, metric, text, varint } from "../../support/protobuf-fields.ts";
import type { PlainDecoder } from "../../support/sent-payloads.ts";

const repeat = (part: string | Buffer, times: number): Buffer =>
  Buffer.alloc(Buffer.byteLength(part) * times, part);
/** The proxy's own parser looks at every value again, for forbidden keys, and takes longer than decoding. */
const parse: ParseJson = (json) => {
  try {
    return ok(JSON.parse(json));
  } catch (error) {
    return err({ at: undefined, detail: String(error) });
  }
};
const decodeParsed: PlainDecoder = (bytes) => decodeJson(bytes, parse);

const join = (count: number, piece: (index: number) => string, separator = ""): string => {
  let joined = count === 0 ? "" : piece(0);
  for (let index = 1; index < count; index++) {
    joined += separator + piece(index);
  }
  return joined;
};

const toText = (count: number, line: (index: number) => string): Buffer => Buffer.from(join(count, line));

const toOpenMetrics = (count: number, line: (index: number) => string): Buffer =>
  Buffer.from(`${join(count, line)}# EOF\n`);

const toJson = (metrics: string): Buffer =>
  Buffer.from(`[{"name":"a","type":"gauge","metrics":[${metrics}]}]`);

/** `count` different label names, on series of at most fifty labels. */
const namesOfSeries = (count: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(count / 50) }, (_, series) =>
    Array.from({ length: Math.min(50, count - series * 50) }, (_, label) => `l${series}_${label}`),
  );

/**
 * Series with the same names. In each one another label is empty. `count` is the number of names that then count.
 */
const emptyOnSeries = (count: number): readonly (readonly string[])[] =>
  Array.from({ length: count / MAX_LABELS }, (_, series) =>
    Array.from({ length: MAX_LABELS }, (_, label) => `l${label}="${label === series ? "" : 1}"`),
  );

const jsonLabels = (names: readonly string[]): string =>
  `{"value":1,"labels":{${names.map((name) => `"${name}":"1"`).join()}}}`;

const jsonExemplar = (names: readonly string[]): string => `{"value":1,"exemplar":${jsonLabels(names)}}`;

const label = (name: string, value = "1"): Buffer => message(1, text(1, name), text(2, value));

/**
 * What is limited, its decoder, its limit, a payload with `count` of it, and the text. The limit of parts includes a
 * family and a metric.
 */
const LIMITS: readonly (readonly [string, PlainDecoder, number, (count: number) => Buffer, string])[] = [
  ["lines of text", decodeText, MAX_PARTS, (count) => repeat("#\n", count), TOO_MANY.lines],
  [
    "lines of OpenMetrics",
    decodeOpenMetrics,
    MAX_PARTS,
    (count) => Buffer.concat([repeat("\n", count - 1), Buffer.from("# EOF\n")]),
    TOO_MANY.lines,
  ],
  [
    "families of text",
    decodeText,
    MAX_FAMILIES,
    (count) => toText(count, (i) => `a${i} 1\n`),
    TOO_MANY.families,
  ],
  [
    "families of OpenMetrics",
    decodeOpenMetrics,
    MAX_FAMILIES,
    (count) => toOpenMetrics(count, (i) => `a${i} 1\n`),
    TOO_MANY.families,
  ],
  [
    "families of OpenMetrics, each of them read as two",
    decodeOpenMetrics,
    MAX_FAMILIES / 2,
    (count) =>
      toOpenMetrics(count, (i) => `# TYPE a${i}_total counter\na${i}_total 1\na${i}_total_total 1\n`),
    TOO_MANY.families,
  ],
  [
    "families of protobuf",
    decodeProtobuf,
    MAX_FAMILIES,
    (count) => repeat(Buffer.of(0), count),
    TOO_MANY.families,
  ],
  [
    "families of JSON",
    decodeParsed,
    MAX_FAMILIES,
    (count) => Buffer.from(`[${join(count, () => "0", ",")}]`),
    TOO_MANY.families,
  ],
  [
    "families of JSON in the short form",
    decodeParsed,
    MAX_FAMILIES,
    (count) => Buffer.from(`{${join(count, (i) => `"a${i}":1`, ",")}}`),
    TOO_MANY.families,
  ],
  [
    "metrics",
    decodeProtobuf,
    MAX_PARTS - 1,
    (count) => family("g", 1, repeat(metric(message(2)), count)),
    TOO_MANY.parts,
  ],
  [
    "buckets",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("h", 4, metric(message(7, repeat(message(3), count)))),
    TOO_MANY.parts,
  ],
  [
    "quantiles",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("s", 2, metric(message(4, repeat(message(3), count)))),
    TOO_MANY.parts,
  ],
  [
    "native buckets of one byte",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("h", 4, metric(message(7, repeat(varint(13, 1), count)))),
    TOO_MANY.parts,
  ],
  [
    "native buckets of one byte on both sides",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => {
      const half = Math.floor(count / 2);
      const buckets = Buffer.concat([repeat(varint(10, 1), half), repeat(varint(13, 1), count - half)]);
      return family("h", 4, metric(message(7, buckets)));
    },
    TOO_MANY.parts,
  ],
  [
    "native float buckets",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("h", 4, metric(message(7, repeat(double(14, 1), count)))),
    TOO_MANY.parts,
  ],
  [
    "spans",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("h", 4, metric(message(7, repeat(message(12), count)))),
    TOO_MANY.parts,
  ],
  [
    "exemplars",
    decodeProtobuf,
    MAX_PARTS - 2,
    (count) => family("h", 4, metric(message(7, repeat(message(16), count)))),
    TOO_MANY.parts,
  ],
  [
    "labels on one series of text",
    decodeText,
    MAX_LABELS,
    (count) => Buffer.from(`a{${join(count, (i) => `l${i}="1",`)}} 1\n`),
    TOO_MANY.labels,
  ],
  [
    "labels of one name on one series of text",
    decodeText,
    MAX_LABELS,
    (count) => Buffer.from(`a{${'b="1",'.repeat(count)}} 1\n`),
    TOO_MANY.labels,
  ],
  [
    "labels on the last series of many",
    decodeText,
    MAX_LABELS,
    (count) => Buffer.from(`a 1\na{b="1"} 1\na{${join(count, (i) => `l${i}="1",`)}} 1\n`),
    TOO_MANY.labels,
  ],
  [
    "labels on one series of OpenMetrics",
    decodeOpenMetrics,
    MAX_LABELS,
    (count) => toOpenMetrics(1, () => `a{${'b="1",'.repeat(count)}} 1\n`),
    TOO_MANY.labels,
  ],
  [
    "labels on one exemplar",
    decodeOpenMetrics,
    MAX_LABELS,
    (count) => toOpenMetrics(1, () => `a_total 1 # {${join(count, (i) => `l${i}="1",`)}} 1\n`),
    TOO_MANY.labels,
  ],
  [
    "labels on one series of protobuf",
    decodeProtobuf,
    MAX_LABELS,
    (count) => family("g", 1, metric(message(2), repeat(message(1, text(1, "a")), count))),
    TOO_MANY.labels,
  ],
  [
    "labels on one exemplar of protobuf",
    decodeProtobuf,
    MAX_LABELS,
    (count) => family("c", 0, metric(message(3, message(2, repeat(message(1, text(1, "a")), count))))),
    TOO_MANY.labels,
  ],
  [
    "labels on one series of JSON",
    decodeParsed,
    MAX_LABELS,
    (count) => toJson(jsonLabels(Array.from({ length: count }, (_, i) => `l${i}`))),
    TOO_MANY.labels,
  ],
  [
    "labels of one name on one series of JSON",
    decodeParsed,
    MAX_LABELS,
    (count) => toJson(jsonLabels(Array(count).fill("a"))),
    TOO_MANY.labels,
  ],
  [
    "label names of text",
    decodeText,
    MAX_SHAPE_NAMES,
    (count) =>
      Buffer.from(
        namesOfSeries(count)
          .map((names) => `a{${names.map((name) => `${name}="1"`).join()}} 1\n`)
          .join(""),
      ),
    TOO_MANY.shapeNames,
  ],
  [
    "label names of OpenMetrics",
    decodeOpenMetrics,
    MAX_SHAPE_NAMES,
    (count) =>
      Buffer.from(
        `${namesOfSeries(count)
          .map((names) => `a{${names.map((name) => `${name}="1"`).join()}} 1\n`)
          .join("")}# EOF\n`,
      ),
    TOO_MANY.shapeNames,
  ],
  [
    "label names of exemplars",
    decodeOpenMetrics,
    MAX_SHAPE_NAMES,
    (count) =>
      Buffer.from(
        `${namesOfSeries(count)
          .map((names) => `a_total 1 # {${names.map((name) => `${name}="1"`).join()}} 1\n`)
          .join("")}# EOF\n`,
      ),
    TOO_MANY.shapeNames,
  ],
  [
    "label names of protobuf",
    decodeProtobuf,
    MAX_SHAPE_NAMES,
    (count) =>
      family(
        "g",
        1,
        ...namesOfSeries(count).map((names) => metric(message(2), ...names.map((name) => label(name)))),
      ),
    TOO_MANY.shapeNames,
  ],
  [
    "label names of JSON",
    decodeParsed,
    MAX_SHAPE_NAMES,
    (count) => toJson(namesOfSeries(count).map(jsonLabels).join()),
    TOO_MANY.shapeNames,
  ],
  [
    "labels on one exemplar of JSON",
    decodeParsed,
    MAX_LABELS,
    (count) => toJson(jsonExemplar(Array.from({ length: count }, (_, i) => `l${i}`))),
    TOO_MANY.labels,
  ],
  [
    "label names of exemplars of JSON",
    decodeParsed,
    MAX_SHAPE_NAMES,
    (count) => toJson(namesOfSeries(count).map(jsonExemplar).join()),
    TOO_MANY.shapeNames,
  ],
  [
    "places of text that break rules",
    decodeText,
    MAX_RAW_ISSUES,
    (count) => toText(count, () => "a 1 1\n"),
    TOO_MANY.rawIssues,
  ],
  [
    "places of OpenMetrics that break rules",
    decodeOpenMetrics,
    MAX_RAW_ISSUES,
    (count) => toOpenMetrics(count, () => "a 1 1\n"),
    TOO_MANY.rawIssues,
  ],
  [
    "places of protobuf that break rules",
    decodeProtobuf,
    MAX_RAW_ISSUES,
    (count) => family("g", 1, repeat(metric(), count)),
    TOO_MANY.rawIssues,
  ],
  [
    "places of JSON that break rules",
    decodeParsed,
    MAX_RAW_ISSUES,
    (count) => toJson(join(count, () => "0", ",")),
    TOO_MANY.rawIssues,
  ],
  [
    "repeated keys of JSON",
    decodeParsed,
    MAX_RAW_ISSUES,
    (count) => Buffer.from(`[{"name":"a","metrics":[],"help":""${',"help":""'.repeat(count)}}]`),
    TOO_MANY.rawIssues,
  ],
  [
    "objects of JSON",
    decodeParsed,
    MAX_PARTS,
    // More keys than MAX_JSON_KEYS, but all objects have the same key.
    (count) => Buffer.from(`[[${join(count, () => '{"a":1}', ",")}]]`),
    TOO_MANY.jsonObjects,
  ],
  [
    "keys of JSON objects that differ",
    decodeParsed,
    MAX_JSON_KEYS,
    (count) => Buffer.from(`{"a":{${join(count, (i) => `"k${i}":1`, ",")}}}`),
    TOO_MANY.jsonKeys,
  ],
  [
    "values of JSON",
    decodeParsed,
    MAX_JSON_VALUES,
    // This is not JSON, but the limit is checked first.
    (count) => Buffer.concat([Buffer.from("[["), repeat(",", count)]),
    TOO_MANY.jsonValues,
  ],
];

describe("each limit", () => {
  it.each(LIMITS)(
    "accepts as many as it allows, and refuses one more: %s",
    (_, decode, most, create, tooMany) => {
      expect(decode(create(most))).not.toMatchObject({ error: { code: "limit-exceeded" } });
      expect(decode(create(most + 1))).toMatchObject({
        ok: false,
        error: {
          code: "limit-exceeded",
          detail: `the payload has more than ${tooMany}, which is more than one push may have; push less`,
        },
      });
    },
  );
});

describe("label sets that differ only in their empty labels", () => {
  const series = MAX_SHAPE_NAMES / MAX_LABELS;
  const toLine = (labels: readonly string[]): string => `a{${labels.join()}} 1\n`;
  const toMetric = (labels: readonly string[]): Buffer =>
    metric(
      message(2),
      ...labels.map((one) => label(one.slice(0, one.indexOf("=")), one.endsWith('""') ? "" : "1")),
    );
  const toObject = (labels: readonly string[]): string =>
    `{"value":1,"labels":{${labels.map((one) => `"${one.replace("=", '":')}`).join()}}}`;
  const FORMS: readonly (readonly [
    string,
    PlainDecoder,
    (forms: readonly (readonly string[])[]) => Buffer,
  ])[] = [
    ["text", decodeText, (forms) => Buffer.from(forms.map(toLine).join(""))],
    ["protobuf", decodeProtobuf, (forms) => family("g", 1, ...forms.map(toMetric))],
    ["JSON", decodeParsed, (forms) => toJson(forms.map(toObject).join())],
  ];

  // The list of all names counts once, and each list without an empty label counts, too.
  it.each(FORMS)("are limited as other lists of names are in %s", (_, decode, create) => {
    expect(decode(create(emptyOnSeries((series - 1) * MAX_LABELS)))).toMatchObject({ ok: true });
    expect(decode(create(emptyOnSeries((series + 1) * MAX_LABELS)))).toMatchObject({
      ok: false,
      error: { code: "limit-exceeded", detail: expect.stringContaining(TOO_MANY.shapeNames) },
    });
  });

  it("are counted again for each payload, although names of the one before are remembered", () => {
    const payload = Buffer.from(
      namesOfSeries(MAX_SHAPE_NAMES)
        .map((names) => toLine(names.map((name) => `${name}="1"`)))
        .join(""),
    );
    for (let time = 0; time < 3; time++) {
      expect(decodeText(payload)).toMatchObject({ ok: true });
    }
    const small = Buffer.from(toLine(['x="1"', 'y="2"']));
    for (let time = 0; time < 3; time++) {
      expect(decodeText(small)).toMatchObject({ ok: true });
    }
  });
});

describe("the refusal of too many parts", () => {
  it("is the same however much a JSON payload exceeds the limit", () =>
    expect(decodeParsed(toJson(join(MAX_RAW_ISSUES + 100, () => "1", ",")))).toMatchObject({
      ok: false,
      error: { code: "limit-exceeded", detail: expect.stringContaining(TOO_MANY.rawIssues) },
    }));

  it.each<[TooMany, string]>([
    [TOO_MANY.lines, `${MAX_PARTS} lines`],
    [TOO_MANY.parts, `${MAX_PARTS} families, metrics, quantiles, buckets, spans and exemplars`],
    [TOO_MANY.families, `${MAX_FAMILIES} families`],
    [TOO_MANY.labels, `${MAX_LABELS} labels on one series`],
    [TOO_MANY.shapeNames, `${MAX_SHAPE_NAMES} label names in label sets that differ`],
    [TOO_MANY.rawIssues, `${MAX_RAW_ISSUES} places that break rules`],
    [TOO_MANY.jsonValues, `${MAX_JSON_VALUES} values`],
    [TOO_MANY.jsonObjects, `${MAX_PARTS} objects`],
    [TOO_MANY.jsonKeys, `${MAX_JSON_KEYS} keys in objects that differ`],
  ])("names what is limited, and the limit: %s", (tooMany, expected) => {
    expect(refuseTooManyParts(tooMany)).toMatchObject({
      ok: false,
      error: {
        code: "limit-exceeded",
        detail: `the payload has more than ${expected}, which is more than one push may have; push less`,
      },
    });
  });
});
