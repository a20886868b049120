import fc from "fast-check";

/** Metric names that collide all the time: a histogram or summary `a` owns some of the others. */
const NAMES = ["a", "a_count", "a_sum", "a_bucket", "b"] as const;
const TYPES = ["counter", "gauge", "untyped", "histogram", "summary", "gaugehistogram", ""] as const;

/** Few values, so that keys and bodies meet, and at times enough of them to outgrow a list of eight. */
const labelValue = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("", "p", "q") },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 11 }).map((number) => `v${number}`) },
);

/** The value once in so many times, else the other. */
export const onceIn = <Value>(times: number, value: fc.Arbitrary<Value>, other: Value): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 1, arbitrary: value }, { weight: times - 1, arbitrary: fc.constant(other) });

type Labels = Readonly<Record<string, string>>;

const label = (name: string, times: number, text: fc.Arbitrary<string> = labelValue): fc.Arbitrary<Labels> =>
  onceIn<Labels>(
    times,
    text.map((value) => ({ [name]: value })),
    {},
  );

const bodyLabels = fc
  .tuple(
    label("instance", 2),
    label("x", 3),
    label("le", 40, fc.constant("1")),
    label("quantile", 40, fc.constant("0.5")),
  )
  .map((parts): Readonly<Record<string, string>> => Object.assign({}, ...parts));

const value = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom("0", "1", "3") },
  { weight: 1, arbitrary: fc.constantFrom("-1", "NaN") },
);

const render = (name: string, labels: Readonly<Record<string, string>>, number: string): string =>
  `${name}{${Object.entries(labels)
    .map(([key, text]) => `${key}="${text}"`)
    .join(",")}} ${number}`;

const samples = (name: string, type: string) =>
  fc
    .array(fc.tuple(bodyLabels, value), { minLength: 1, maxLength: 3 })
    .map((rows) => rows.flatMap(([labels, number]) => renderRow(name, type, labels, number)));

const renderRow = (
  name: string,
  type: string,
  labels: Readonly<Record<string, string>>,
  number: string,
): readonly string[] => {
  switch (type) {
    case "histogram":
      return [
        render(`${name}_bucket`, { ...labels, le: "1" }, "1"),
        render(`${name}_bucket`, { ...labels, le: "+Inf" }, "2"),
        render(`${name}_sum`, labels, number),
        render(`${name}_count`, labels, "2"),
      ];
    case "summary":
      return [
        render(name, { ...labels, quantile: "0.5" }, number),
        render(`${name}_sum`, labels, number),
        render(`${name}_count`, labels, "2"),
      ];
    default:
      return [render(name, labels, number)];
  }
};

const family = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...TYPES)).chain(([name, type]) =>
  samples(name, type).map((rows) => ({
    name,
    lines: [...(type === "" ? [] : [`# TYPE ${name} ${type}`]), ...rows],
  })),
);

/** Lines that make a payload invalid or unreadable, now and then. */
const noise = fc.constantFrom(
  "# TYPE a gauge",
  "a 1 1700000000000",
  "{} 1",
  "a{",
  "up 1",
  "push_time_seconds 1",
  'a_bucket{le="x"} 1',
);

/** A payload in the text format: mostly valid by itself. */
export const payload: fc.Arbitrary<string> = fc
  .tuple(
    fc.uniqueArray(family, { maxLength: 2, selector: ({ name }) => name }),
    onceIn<string | undefined>(30, noise, undefined),
  )
  .map(([families, extra]) => [
    ...families.flatMap(({ lines }) => lines),
    ...(extra === undefined ? [] : [extra]),
  ])
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

/** The path of a group: one of two jobs, with and without instance and x, which can be empty. */
export const groupPath: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("j", "k"), label("instance", 2), label("x", 3), label("le", 60, fc.constant("1")))
  .map(([job, ...labels]) =>
    [
      `/metrics/job/${job}`,
      ...Object.entries<string>(Object.assign({}, ...labels)).map(
        ([name, text]) => `${name}@base64/${toBase64(text)}`,
      ),
    ].join("/"),
  );

const toBase64 = (text: string): string => (text === "" ? "=" : Buffer.from(text).toString("base64url"));
