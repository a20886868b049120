/** A program of `programs/` that pushes by one client library, or one way of a tool. */
export interface ClientProgram {
  /** In kebab-case: names its jobs, its entry in the outcome and its section in the documentation. */
  readonly id: string;
  readonly title: string;
  /** Whose section of the documentation it is in. */
  readonly folder: string;
  /** Relative to the folder: where the marked snippet is. */
  readonly source: string;
  /** The language of the snippet, as Markdown calls it. */
  readonly language: string;
  /** What it takes to run it, each with where it was found; undefined where it was not. */
  readonly needs: Readonly<Record<string, string | undefined>>;
  /** A shell script that makes it, in a copy of the folder; undefined where there is nothing to make. */
  readonly build: string | undefined;
  /** What starts it, relative to where it was built. */
  readonly command: readonly string[];
  readonly readVersion: () => string;
  /** The metric types that it has, beside which its `types` payload has nothing. */
  readonly types: readonly MetricKind[];
  /** Whether it writes protobuf, and so has the payload `details`. @default false */
  readonly sendsDetails?: boolean;
  /** Whether its summaries have quantiles. */
  readonly hasQuantiles: boolean;
  /** What it cannot even try, by cell, each with the reason. */
  readonly cannot: Readonly<Partial<Record<CellName, string>>>;
  /** Why what it tries does not work, by cell, in a few words. */
  readonly because: Readonly<Partial<Record<CellName, string>>>;
  /** What its user should know, in Markdown. */
  readonly notes: readonly string[];
}

export const METRIC_KINDS = [
  "gauge",
  "counter",
  "histogram",
  "summary",
  "untyped",
  "info",
  "stateset",
] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** `outage`: a push while the Pushgateway is down, which is stored and answered with 202. */
const OPERATIONS = ["snippet", "push", "pushadd", "delete", "basic", "bearer", "outage"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Values of a grouping label. */
export const GROUPING_VALUES = {
  slash: "team/a",
  space: "build agent 7",
  unicode: "Zürich✓",
  empty: "",
} as const satisfies Record<string, string>;
export type GroupingCase = keyof typeof GROUPING_VALUES;
export const GROUPING_CASES = Object.keys(GROUPING_VALUES) as readonly GroupingCase[];

export const ERROR_STATUSES = [400, 401, 403, 409, 413, 415, 422, 429, 503] as const;
export type ErrorStatus = (typeof ERROR_STATUSES)[number];

/** A question that the matrix asks of every client. */
export type CellName =
  | Operation
  | `type ${MetricKind}`
  | `grouping ${GroupingCase}`
  | `status ${ErrorStatus}`;

export const CELL_NAMES: readonly CellName[] = [
  ...OPERATIONS,
  ...METRIC_KINDS.map((kind) => `type ${kind}` as const),
  ...GROUPING_CASES.map((name) => `grouping ${name}` as const),
  ...ERROR_STATUSES.map((status) => `status ${status}` as const),
];
