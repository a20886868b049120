import fc from "fast-check";

/**
 * Almost valid payloads in the text format, as clients might send them: statements of the grammar, some with an error
 * that people and programs make, then with a few characters changed.
 */
export const mutatedPayloads = (): fc.Arbitrary<string> =>
  fc
    .record({
      statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
      mutations: fc.oneof(
        { weight: 5, arbitrary: fc.constant<Mutation[]>([]) },
        { weight: 3, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) },
      ),
      lineEnd: fc.oneof(
        { weight: 12, arbitrary: fc.constant("\n") },
        fc.constantFrom("\r\n", " \n", "", "\n\n"),
      ),
      ending: fc.oneof(
        { weight: 8, arbitrary: fc.constant("\n") },
        fc.constantFrom("", "\r\n", "\n ", "\n# EOF\n"),
      ),
      start: fc.oneof(
        { weight: 20, arbitrary: fc.constant("") },
        fc.constantFrom("\ufeff", " ", "\t", "\n", "\r"),
      ),
    })
    .map(({ statements, mutations, lineEnd, ending, start }) =>
      mutations.reduce(
        (payload, mutate) => mutate(payload),
        start + statements.flat().join(lineEnd) + ending,
      ),
    );

const NAMES = [
  "a",
  "b",
  "a_total",
  "h",
  "h_bucket",
  "h_sum",
  "h_count",
  "s",
  "s_sum",
  "s_count",
  "h_created",
  "_a:b",
];
const ODD_NAMES = ["", "5a", "a-b", "a.b", "é", '"a"', "up", "push_time_seconds", "__a", "a\\b", "HELP"];
const TYPES = ["counter", "gauge", "untyped", "histogram", "summary", "gaugehistogram"];
const ODD_TYPES = [
  "COUNTER",
  "Gauge_Histogram",
  "unknown",
  "info",
  "stateset",
  "",
  "gauge gauge",
  "coun\\ter",
];
const VALUES = [
  "1",
  "0",
  "2.5",
  "1e3",
  "3",
  "-1",
  "+Inf",
  "NaN",
  "1.746471551877036e+09",
  "0.1477690413594246",
];
const ODD_VALUES = [
  "-Inf", "inf", "Infinity", "-infinity", "nan", "+NaN", "1e999", "1e-999", "0x10", "1_0", "1p3", ".5", "5.", ".", "-0", "",
  "1,5", "e5", "1e", "1e+", "+", "--1", "00012", "123456789012345678901234567890", "4.9406564584124654e-324", "5e-325",
  "1.7976931348623157e308", "9007199254740993", "0.30000000000000004", "1\r", '"1"',
]; // biome-ignore format: a table
const LABELS = [
  'a="1"',
  'b="x"',
  'b="y"',
  'le="1"',
  'le="1.0"',
  'le="+Inf"',
  'le="5"',
  'quantile="0.5"',
  'quantile=".5"',
  'instance="i"',
];
const ODD_LABELS = [
  'a=""', 'le=""', 'le="NaN"', 'le="x"', 'quantile="2"', 'quantile="nan"', '__a="1"', '__name__="x"', 'job="j"', 'b="\\\\"', 'b="\\""',
  'b="\\n"', 'b="\\t"', 'b="é😀"', 'b = "x"', "b=x", 'b"x"', 'b:="x"', '5="x"', 'a.b="1"', '"a"="b"', '"a"', "", 'b="', "b='x'", 'b="\r"',
  'b="{}#"', 'le="1e0"', 'le="0x1"', 'le=" 1"',
]; // biome-ignore format: a table
const HELPS = ["What a is.", "x", "", "\\n", "\\\\", '\\"', "\\t", "\\", "é", " x ", "{}", "x\r"];
const TIMESTAMPS = ["1", "-1", "1700000000000", "+5", "1.5", "x", "# {} 1", "9223372036854775808", "1 2"];

const usually = (common: readonly string[], odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...common) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );

const blank = fc.oneof({ weight: 12, arbitrary: fc.constant(" ") }, fc.constantFrom("  ", "\t", "", " \t "));

const labels = fc
  .record({
    parts: fc.array(usually(LABELS, ODD_LABELS), { maxLength: 3 }),
    comma: fc.oneof({ weight: 12, arbitrary: fc.constant(",") }, fc.constantFrom(", ", " ,", "", ",,", ";")),
    end: fc.oneof({ weight: 12, arbitrary: fc.constant("}") }, fc.constantFrom(",}", " }", "", "}}")),
  })
  .map(({ parts, comma, end }) => `{${parts.join(comma)}${end}`);

const sample = fc
  .record({
    name: usually(NAMES, ODD_NAMES),
    labels: fc.oneof({ weight: 2, arbitrary: labels }, fc.constant("")),
    gap: blank,
    value: usually(VALUES, ODD_VALUES),
    timestamp: fc.oneof(
      { weight: 15, arbitrary: fc.constant("") },
      fc.constantFrom(...TIMESTAMPS).map((text) => ` ${text}`),
    ),
  })
  .map((parts) => [`${parts.name}${parts.labels}${parts.gap}${parts.value}${parts.timestamp}`]);

const comment = (keyword: string, rest: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(
      fc.oneof({ weight: 12, arbitrary: fc.constant("# ") }, fc.constantFrom("#", "#  ", " # ")),
      usually(NAMES, ODD_NAMES),
      blank,
      rest,
    )
    .map(([start, name, gap, text]) => [`${start}${keyword} ${name}${gap}${text}`]);

/** A whole histogram, with buckets that may be out of order or missing. */
const histogram = fc
  .record({
    buckets: fc.subarray(
      ['le="0.5"} 1', 'le="1"} 2', 'le="1.0"} 2', 'le="+Inf"} 3', 'le="+Inf"} 2', 'le="-1"} 0.5'],
      {
        minLength: 1,
      },
    ),
    label: fc.constantFrom("", 'a="1",', 'instance="i",'),
    totals: fc.subarray(["sum", "count"]),
    isReversed: fc.boolean(),
    type: fc.constantFrom("histogram", "gaugehistogram"),
  })
  .map(({ buckets, label, totals, isReversed, type }) => {
    const lines = [
      ...buckets.map((bucket) => `h_bucket{${label}${bucket}`),
      ...totals.map((total) => `h_${total}{${label}} 3`),
    ];
    return [`# TYPE h ${type}`, ...(isReversed ? lines.reverse() : lines)];
  });

const summary = fc
  .record({
    quantiles: fc.subarray([
      'quantile="0.5"} 1',
      'quantile="0.9"} 2',
      'quantile=".9"} NaN',
      'quantile="1.5"} 2',
    ]),
    totals: fc.subarray(["s_sum 3", "s_count 2", "s_count 2.5"], { minLength: 1 }),
  })
  .map(({ quantiles, totals }) => ["# TYPE s summary", ...quantiles.map((line) => `s{${line}`), ...totals]);

const junk = fc
  .oneof(
    fc.constantFrom("", "#", "# x", "{}", "{} 1", '{"a"} 1', '{le="1"} 5', "}", "a"),
    fc.string({ maxLength: 6 }),
  )
  .map((text) => [text]);

const statement: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 8, arbitrary: sample },
  { weight: 4, arbitrary: comment("TYPE", usually(TYPES, ODD_TYPES)) },
  { weight: 3, arbitrary: comment("HELP", fc.constantFrom(...HELPS)) },
  { weight: 3, arbitrary: histogram },
  { weight: 2, arbitrary: summary },
  { weight: 1, arbitrary: junk },
);

const CHARACTERS = [...'{}"\\,=# \t\n\r_:.-+019aeElENn\u00e9\u0000\u00a0\u2028'];

type Mutation = (payload: string) => string;

const mutation: fc.Arbitrary<Mutation> = fc
  .record({
    where: fc.nat(),
    kind: fc.constantFrom("insert", "delete", "replace", "double"),
    character: fc.constantFrom(...CHARACTERS),
  })
  .map(({ where, kind, character }) => (payload) => {
    const at = where % (payload.length + 1);
    const before = payload.slice(0, at);
    const after = payload.slice(at);
    switch (kind) {
      case "insert":
        return before + character + after;
      case "delete":
        return before + after.slice(1);
      case "replace":
        return before + character + after.slice(1);
      default:
        return before + after.slice(0, 7) + after;
    }
  });
