import {
  CLASSIC_OF_INTEGER,
  counted,
  counting,
  gauge,
  histogram,
  INTEGER,
  one,
  type PushedCase,
  pushed,
  pushedByTwo,
  type Reader,
  series,
} from "./pushed-case.ts";

const OLD: readonly Reader[] = ["2.42 protobuf"];
const NEW: readonly Reader[] = ["3.16 protobuf"];
const PROTOBUF: readonly Reader[] = [...OLD, ...NEW];
const API: readonly Reader[] = ["Pushgateway's API"];
const ALL_PAGES: readonly Reader[] = ["2.42 text", ...PROTOBUF];

const TWO_DELTAS = "positive_delta: 1 positive_delta: 1";
const THREE_DELTAS = "positive_delta: 1 positive_delta: 0 positive_delta: 0";

const withLe = (fields: string): string =>
  `name: "h" type: HISTOGRAM metric { label { name: "le" value: "1" } histogram { ${fields} } }`;

/** Each makes the whole page useless to some reader, so the proxy must refuse it. */
export const HARMFUL_PUSHES: readonly PushedCase[] = [
  // Iterating the buckets of an unknown schema makes the Pushgateway panic, and 2.42 at each query.
  ...[9, 52, 53, 1_000, -2_147_483_648].map((schema) =>
    pushed(`schema ${schema}`, [one(`schema: ${schema} zero_threshold: 0.001`)], [...API, ...PROTOBUF]),
  ),
  ...[-5, -9, -10].map((schema) =>
    pushed(`schema ${schema}`, [one(`schema: ${schema} zero_threshold: 0.001`)], NEW),
  ),
  pushed("schema -53 with a zero threshold", [one("schema: -53 zero_threshold: 0.001")], NEW),
  // The message has no field for the bounds of custom buckets.
  pushed(
    "schema -53 with two buckets",
    [
      histogram(
        `sample_count: 2 sample_sum: 1 schema: -53 positive_span { offset: 0 length: 2 } positive_delta: 1 positive_delta: 0`,
      ),
    ],
    [...API, ...NEW],
  ),
  pushed(
    "a span after the first that goes backwards",
    [
      counting(
        `positive_span { offset: 0 length: 2 } positive_span { offset: -1 length: 1 } ${THREE_DELTAS}`,
      ),
    ],
    PROTOBUF,
  ),
  pushed(
    "fewer buckets than spans say",
    [counting(`positive_span { offset: 0 length: 3 } ${TWO_DELTAS}`)],
    PROTOBUF,
  ),
  pushed("buckets without spans", [counting(TWO_DELTAS)], PROTOBUF),
  pushed(
    "fewer negative buckets than spans say",
    [counting("negative_span { offset: 0 length: 3 } negative_delta: 1 negative_delta: 1")],
    PROTOBUF,
  ),
  pushed(
    "fewer buckets than spans say, in the second series",
    [
      series(
        INTEGER,
        `sample_count: 3 sample_sum: 1 schema: 0 positive_span { offset: 0 length: 3 } ${TWO_DELTAS}`,
      ),
    ],
    PROTOBUF,
  ),
  pushed(
    "a span of the greatest length",
    [counting("positive_span { offset: 0 length: 4294967295 } positive_delta: 1")],
    PROTOBUF,
  ),
  pushed(
    "a bucket beyond the greatest index",
    [counting(`positive_span { offset: 2147483647 length: 3 } ${THREE_DELTAS}`)],
    NEW,
  ),
  pushed(
    "a bucket at the least index",
    [counting(`positive_span { offset: -2147483648 length: 3 } ${THREE_DELTAS}`)],
    NEW,
  ),
  pushed(
    "a negative bucket count",
    [counting("positive_span { offset: 0 length: 2 } positive_delta: 1 positive_delta: -2", 0)],
    PROTOBUF,
  ),
  pushed(
    "deltas that overflow",
    [counting("positive_span { offset: 0 length: 2 } positive_delta: 9223372036854775807 positive_delta: 1")],
    PROTOBUF,
  ),
  pushed(
    "a negative bucket count, float",
    [
      counted(
        "sample_count_float: 1 positive_span { offset: 0 length: 2 } positive_count: 1 positive_count: -2",
      ),
    ],
    PROTOBUF,
  ),
  pushed(
    "a negative count, float",
    [counted("sample_count_float: -1 positive_span { offset: 0 length: 1 } positive_count: 1")],
    PROTOBUF,
  ),
  pushed(
    "a negative zero count, float",
    [
      counted(
        "sample_count_float: 1 zero_count_float: -1 positive_span { offset: 0 length: 1 } positive_count: 1",
      ),
    ],
    NEW,
  ),
  pushed(
    "a count that is not a number",
    [counted("sample_count_float: nan positive_span { offset: 0 length: 1 } positive_count: 1")],
    OLD,
  ),
  pushed(
    "a count below the buckets",
    [counting("positive_span { offset: 0 length: 1 } positive_delta: 4")],
    PROTOBUF,
  ),
  pushed("no count", [counted("positive_span { offset: 0 length: 1 } positive_delta: 4")], PROTOBUF),
  pushed(
    "a count above the buckets",
    [counting("positive_span { offset: 0 length: 1 } positive_delta: 2")],
    NEW,
  ),
  pushed(
    "a count below the buckets, the sum not a number",
    [
      histogram(
        "sample_count: 1 sample_sum: nan schema: 0 zero_threshold: 0.001 positive_span { offset: 0 length: 1 } positive_delta: 2",
      ),
    ],
    PROTOBUF,
  ),
  pushed(
    "a count below the buckets, float",
    [counted("sample_count_float: 3 positive_span { offset: 0 length: 1 } positive_count: 4")],
    OLD,
  ),
  // Old readers recognise a float histogram only by its counts.
  pushed(
    "an integer count with float buckets",
    [counting("positive_span { offset: 0 length: 1 } positive_count: 1", 1)],
    OLD,
  ),
  pushed(
    "a float count with integer buckets",
    [counted("sample_count_float: 1 positive_span { offset: 0 length: 1 } positive_delta: 1")],
    PROTOBUF,
  ),
  pushed(
    "a float zero count with integer buckets",
    [counting("zero_count_float: 1 positive_span { offset: 0 length: 1 } positive_delta: 1", 2)],
    PROTOBUF,
  ),
  pushed(
    "float buckets with the count 0",
    [counted("sample_count_float: 0 positive_span { offset: 0 length: 1 } positive_count: 0")],
    OLD,
  ),
  pushed("a label le on a native histogram", [withLe(INTEGER)], ["2.42 text"]),
  pushed(
    "a label le on one that is classic, too",
    [withLe(`${INTEGER} ${CLASSIC_OF_INTEGER}`)],
    ["2.42 text", ...NEW],
  ),
  pushed("a gauge h_count beside it", [histogram(INTEGER), gauge("h_count")], ALL_PAGES),
  pushed("a gauge h_bucket beside it", [histogram(INTEGER), gauge("h_bucket")], ALL_PAGES),
  pushedByTwo("a gauge of its name in another group", [histogram(INTEGER), gauge("h")], ALL_PAGES),
];

/** Each ends a Prometheus 2.42 that scrapes it as protobuf. */
export const DEADLY_PUSHES: readonly PushedCase[] = [
  pushed(
    "more buckets than spans say",
    [counting(`positive_span { offset: 0 length: 1 } ${TWO_DELTAS}`)],
    NEW,
  ),
  pushed(
    "more buckets than spans say, in the second series",
    [
      series(
        INTEGER,
        `sample_count: 3 sample_sum: 1 schema: 0 positive_span { offset: 0 length: 1 } ${TWO_DELTAS}`,
      ),
    ],
    NEW,
  ),
];
