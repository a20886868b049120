/** A program in `programs/` that pushes with one client library, or in one way with a tool. */
export interface ClientProgram {
  /** In kebab-case. It names the jobs, the entry in the outcome and the section in the documentation. */
  readonly id: string;
  readonly title: string;
  /** The section of the documentation. */
  readonly folder: string;
  /** The file with the marked snippet, relative to the folder. */
  readonly source: string;
  /** The language of the snippet in Markdown. */
  readonly language: string;
  /** The required programs, each with its path; undefined if it is missing. */
  readonly needs: Readonly<Record<string, string | undefined>>;
  /** A shell script that builds it in a copy of the folder; undefined if nothing is built. */
  readonly build: string | undefined;
  /** The command that starts it, relative to the folder of the build. */
  readonly command: readonly string[];
  readonly readVersion: () => string;
  /** The metric types that it supports. Its `types` payload has no others. */
  readonly types: readonly MetricKind[];
  /** Whether it writes protobuf, and so has the payload `details`. @default false */
  readonly sendsDetails?: boolean;
  /** Whether its summaries have quantiles. */
  readonly hasQuantiles: boolean;
  /** What it cannot try, by cell, each with the reason. */
  readonly cannot: Readonly<Partial<Record<CellName, string>>>;
  /** Why its tries do not work, by cell, in a few words. */
  readonly because: Readonly<Partial<Record<CellName, string>>>;
  /** Notes for its users, in Markdown. */
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

/** A question that the matrix asks about every client. */
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
