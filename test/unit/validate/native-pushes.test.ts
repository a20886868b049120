import { describe, expect, it } from "@jest/globals";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { createStrictValidator } from "../../../lambda/validate/validate.ts";
import { DEADLY_PUSHES, HARMFUL_PUSHES } from "../../support/native-histograms/harmful-pushes.ts";
import { HARMLESS_PUSHES } from "../../support/native-histograms/harmless-pushes.ts";
import { histogram } from "../../support/native-histograms/pushed-case.ts";
import { encodePrototext } from "../../support/prototext.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

const validate = createStrictValidator(Date.now);

const verdictOn = (families: readonly string[]) => {
  const decoded = decodeProtobuf(Buffer.concat(families.map(encodePrototext)));
  return decoded.ok ? validate(decoded.value, pushedTo({ format: "protobuf" })) : decoded;
};

const judge = (families: readonly string[]): string => {
  const verdict = verdictOn(families);
  return verdict.ok ? "accepted" : verdict.error.code;
};

/** `code: detail` of each issue of a histogram with these fields. */
const issuesOf = (fields: string): readonly string[] => {
  const verdict = verdictOn([histogram(`sample_sum: 1 schema: 0 ${fields}`)]);
  return verdict.ok ? [] : verdict.error.issues.map(({ code, detail }) => `${code}: ${detail}`);
};

// test/real/native-histograms.test.ts shows which of them harm a real Pushgateway or Prometheus.
describe("validation of native histograms", () => {
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

describe("the zero bucket of a native histogram", () => {
  // With schema 0 these buckets end at 1, 4 and 8. The first one has no count.
  const buckets = (side: string): string =>
    `sample_count: 3 zero_count: 1 ${side}_span { offset: 0 length: 1 } ${side}_span { offset: 1 length: 2 } ${side}_delta: 0 ${side}_delta: 1 ${side}_delta: 0`;

  it.each(["positive", "negative"])("contains no %s bucket with a count", (side) => {
    expect(issuesOf(`${buckets(side)} zero_threshold: 3.9`)).toEqual([]);
    expect(issuesOf(`${buckets(side)} zero_threshold: 4`)).toEqual([
      `native-zero-bucket-overlap: a ${side} bucket of the native histogram "h" ends 4 from zero, inside its zero bucket, which ends at 4; expected buckets without counts there`,
    ]);
  });

  it.each([
    ["8, behind one that counts nothing", "sample_count: 1", "offset: 1 length: 3", [0, 0, 1], 8],
    [
      "2, with two buckets for each power of 2",
      "sample_count: 1 schema: 1",
      "offset: 1 length: 1",
      [1],
      2 ** 0.5,
    ],
  ])("is compared with the bucket that ends at %s", (_, fields, span, deltas, upperBound) => {
    const issues = issuesOf(
      `${fields} zero_threshold: 8 positive_span { ${span} } ${deltas.map((delta) => `positive_delta: ${delta}`).join(" ")}`,
    );
    expect(issues).toEqual([
      `native-zero-bucket-overlap: a positive bucket of the native histogram "h" ends ${upperBound} from zero, inside its zero bucket, which ends at 8; expected buckets without counts there`,
    ]);
  });

  it("may contain buckets without a count", () => {
    const span = "positive_span { offset: 0 length: 2 } positive_delta: 0 positive_delta: 0";
    expect(issuesOf(`sample_count: 1 zero_count: 1 zero_threshold: 8 ${span}`)).toEqual([]);
  });

  it("contains no bucket if the threshold is 0, even one that ends near to zero", () => {
    const span = "positive_span { offset: -2000 length: 1 } positive_delta: 1";
    expect(issuesOf(`sample_count: 1 zero_threshold: 0 ${span}`)).toEqual([]);
  });

  it.each([
    ["-1", "-1"],
    ["nan", "NaN"],
  ])("does not have the count %s", (count, shown) => {
    expect(issuesOf(`sample_count_float: 1 zero_count_float: ${count}`)).toEqual([
      `native-count-invalid: the zero bucket of the native histogram "h" counts ${shown}; expected a finite number that is not negative`,
    ]);
  });

  it("does not have an infinite count", () =>
    expect(issuesOf("sample_count_float: 1 zero_count_float: inf")).toEqual([
      'native-count-invalid: the zero bucket of the native histogram "h" counts +Inf; expected a finite number that is not negative',
      'native-count-mismatch: the buckets of the native histogram "h" count +Inf observations, but its count is 1; expected the same number',
    ]));

  it("is not compared with a bucket that is in no span", () => {
    const issues = issuesOf(
      "sample_count: 1 zero_threshold: 4 positive_span { offset: 0 length: 1 } positive_delta: 0 positive_delta: 1",
    );
    expect(issues).toEqual([expect.stringMatching(/^native-spans-mismatch: /)]);
  });

  it.each([
    ["-0.5", "-0.5"],
    ["inf", "+Inf"],
    ["nan", "NaN"],
  ])("does not have the threshold %s", (threshold, shown) => {
    expect(issuesOf(`sample_count: 1 zero_count: 1 zero_threshold: ${threshold}`)).toEqual([
      `native-zero-threshold-invalid: the zero threshold of the native histogram "h" is ${shown}; expected a finite number that is not negative`,
    ]);
  });
});

describe("the buckets of a native histogram", () => {
  // Their counts are 2^53 - 1 and 2^53. No float is exactly the sum.
  const BUCKETS = "positive_span { offset: 0 length: 2 } positive_delta: 9007199254740991 positive_delta: 1";

  it.each([
    [
      "if the first count is larger",
      "positive_delta: 9007199254740992 positive_delta: 1",
      "18014398509481985",
    ],
    [
      "if only the sum is larger",
      "positive_delta: 9007199254740991 positive_delta: 0 positive_delta: 0",
      "27021597764222973",
    ],
  ])("are added up exactly, even if a float cannot hold the sum, also %s", (_, deltas, count) => {
    const span = `positive_span { offset: 0 length: ${deltas.split(" positive").length} }`;
    expect(issuesOf(`${span} ${deltas} sample_count: ${count}`)).toEqual([]);
  });

  it.each(["positive", "negative"])("have no counts below zero, and are then not added up (%s)", (side) =>
    expect(
      issuesOf(
        `sample_count: 9 ${side}_span { offset: 0 length: 3 } ${side}_delta: 2 ${side}_delta: -3 ${side}_delta: 2`,
      ),
    ).toEqual([
      `native-count-invalid: the ${side} bucket 2 of the native histogram "h" counts -1; expected a finite number that is not negative`,
    ]),
  );

  it("are added up with the zero bucket in a float histogram, too", () =>
    expect(
      issuesOf(
        "sample_count_float: 3 zero_count_float: 1.5 positive_span { offset: 0 length: 1 } positive_count: 2",
      ),
    ).toEqual([
      'native-count-mismatch: the buckets of the native histogram "h" count 3.5 observations, but its count is 3; expected the same number',
    ]));

  it("are as many as in the spans, in a float histogram, too", () =>
    expect(issuesOf("sample_count_float: 2 positive_span { offset: 0 length: 2 } positive_count: 2")).toEqual(
      [
        'native-spans-mismatch: the positive spans of the native histogram "h" have 2 buckets, but it has 1 positive counts; expected the same number',
      ],
    ));

  it("need a count that shows the kind of a float histogram, unless the zero bucket has one", () => {
    const buckets = "positive_span { offset: 0 length: 1 } positive_count: 0";
    expect(issuesOf(`sample_count_float: 0 zero_count_float: 0 ${buckets}`)).toEqual([
      'native-float-unmarked: the float native histogram "h" has buckets, but neither a count nor a zero count; leave the buckets out while it is empty',
    ]);
    expect(issuesOf(`sample_count_float: 0 zero_count_float: 1 ${buckets}`)).toEqual([
      'native-count-mismatch: the buckets of the native histogram "h" count 1 observations, but its count is 0; expected the same number',
    ]);
  });

  it("have indices of 32 bits, but not the lowest one", () => {
    const at = (offset: number, length: number): readonly string[] =>
      issuesOf(
        `sample_count: 1 positive_span { offset: ${offset} length: ${length} } positive_delta: 1 ${length === 2 ? "positive_delta: -1" : ""}`,
      );
    expect(at(2 ** 31 - 1, 1)).toEqual([]);
    expect(at(-(2 ** 31) + 1, 1)).toEqual([]);
    const refused = (offset: number, length: number): string =>
      `native-spans-overlap: the positive span 1 of the native histogram "h" has the offset ${offset} and the length ${length}; expected an offset of at least 0 after the first span, and buckets up to number 2147483647`;
    expect(at(2 ** 31 - 1, 2)).toEqual([refused(2 ** 31 - 1, 2)]);
    expect(at(-(2 ** 31), 1)).toEqual([refused(-(2 ** 31), 1)]);
  });

  it.each([-5, 9])("do not have the schema %d", (schema) =>
    expect(issuesOf(`sample_count: 1 zero_count: 1 schema: ${schema}`)).toEqual([
      `native-schema-unsupported: the native histogram "h" has the schema ${schema}; expected one from -4 to 8`,
    ]),
  );

  it("are added up exactly, even if a float cannot hold the sum", () => {
    expect(issuesOf(`${BUCKETS} sample_count: 18014398509481983`)).toEqual([]);
    expect(issuesOf(`${BUCKETS} sample_count: 18014398509481984`)).toEqual([
      'native-count-mismatch: the buckets of the native histogram "h" count 18014398509481983 observations, but its count is 18014398509481984; expected the same number',
    ]);
  });
});

describe("exemplars in a list", () => {
  const NATIVE = "sample_count: 1 zero_threshold: 0.5 zero_count: 1";

  it("have timestamps", () => {
    expect(issuesOf(`${NATIVE} exemplars { value: 1 timestamp { seconds: 5 } }`)).toEqual([]);
    expect(issuesOf(`${NATIVE} exemplars { value: 1 }`)).toEqual([
      'exemplar-timestamp-missing: an exemplar of the native histogram "h" has no timestamp; expected the time of its observation',
    ]);
  });

  it("belong to a native histogram", () => {
    expect(issuesOf("sample_count: 1 exemplars { value: 1 timestamp { seconds: 5 } }")).toEqual([
      'exemplar-misplaced: "h" has an exemplar where none can be; expected it on a counter, on a bucket, or on a native histogram',
    ]);
  });
});
