/**
 * The part of CloudWatch Logs Insights' query language that the console uses. Anything else is refused, as the service
 * refuses unknown syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface LogLine {
  readonly atMs: number;
  readonly message: string;
}

export type InsightsRow = readonly { readonly field: string; readonly value: string }[];

/** Becomes a MalformedQueryException. */
export class MalformedQuery extends Error {}

type Event = Readonly<Record<string, string | undefined>>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
const DEFAULT_LIMIT = 10_000;

/** Commands run in order; `limit` cuts the result at the end. */
export const runInsightsQuery = (text: string, lines: readonly LogLine[]): readonly InsightsRow[] => {
  let events = lines.map(toEvent);
  let shown: readonly string[] = ["@timestamp", "@message"];
  let isGrouped = false;
  let limit = DEFAULT_LIMIT;
  for (const command of text.split(/\n?\|\s*/)) {
    const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/s.exec(command.trim()) ?? [];
    switch (name) {
      case "fields":
        shown = rest.split(/,\s*/);
        break;
      case "filter": {
        const matches = parseFilter(rest);
        events = events.filter(matches);
        break;
      }
      case "stats":
        ({ events, shown } = group(rest, events));
        isGrouped = true;
        break;
      case "sort":
        events = sort(rest, events);
        break;
      case "limit":
        limit = Number(rest);
        break;
      default:
        throw new MalformedQuery(`unexpected symbol found ${name || command}`);
    }
  }
  return events.slice(0, limit).map((event, index) => [
    // A row leaves out the fields that its event does not have.
    ...shown.flatMap((field) => {
      const value = event[field];
      return value === undefined ? [] : [{ field, value }];
    }),
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
    ...(isGrouped ? [] : [{ field: "@ptr", value: `ptr-${index}` }]),
  ]);
};

/**
 * Fields of JSON are discovered, nested ones with a dot; true is 1 and false is 0:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html and
 * https://gist.github.com/skyzyx/6c47ab78adcb4802a67a66c1a2c0f6a3
 */
const toEvent = ({ atMs, message }: LogLine): Event => ({
  ...flatten(parseObject(message), ""),
  "@timestamp": showTime(atMs),
  "@message": message,
  "bin(1m)": showTime(Math.floor(atMs / 60_000) * 60_000),
});

const parseObject = (message: string): object => {
  try {
    const parsed: unknown = JSON.parse(message);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
};

const flatten = (value: object, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === "object" && inner !== null
        ? Object.entries(flatten(inner, `${prefix}${name}.`))
        : [[prefix + name, typeof inner === "boolean" ? String(Number(inner)) : String(inner)]],
    ),
  );

/** In UTC, without a zone. */
const showTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/** Conditions joined by `and`. */
const parseFilter = (text: string): ((event: Event) => boolean) => {
  const conditions = text.split(/\s+and\s+/).map(parseCondition);
  return (event) => conditions.every((isTrue) => isTrue(event));
};

const parseCondition = (text: string): ((event: Event) => boolean) => {
  const [, field = "", operator = "", operand = ""] = /^(\S+)\s+(=|like|not in|in)\s+(.+)$/s.exec(text) ?? [];
  const read = (event: Event): string | undefined => event[field];
  switch (operator) {
    case "=":
      return (event) => read(event) === JSON.parse(operand);
    case "in":
      return (event) => (JSON.parse(operand) as unknown[]).includes(read(event));
    case "not in":
      return (event) => !(JSON.parse(operand) as unknown[]).includes(read(event));
    case "like": {
      const pattern = new RegExp(/^\/(.*)\/$/.exec(operand)?.[1] ?? "");
      return (event) => pattern.test(read(event) ?? "");
    }
    default:
      throw new MalformedQuery(`unexpected symbol found ${text}`);
  }
};

/** `stats <function> as <name>, … by <field>, …`. The column of `bin(1m)` has that name. */
const group = (
  text: string,
  events: readonly Event[],
): { readonly events: Event[]; readonly shown: readonly string[] } => {
  const [functions = "", keys = ""] = text.split(/\s+by\s+/);
  const by = keys.split(/,\s*/);
  const columns = [...functions.matchAll(/(count\(\*\)|pct\((\w+), (\d+)\)) as (\w+)/g)];
  if (columns.length === 0) {
    throw new MalformedQuery(`unexpected symbol found ${functions}`);
  }
  const groups = Map.groupBy(events, (event) => JSON.stringify(by.map((field) => event[field])));
  return {
    shown: [...by, ...columns.map(([, , , , name = ""]) => name)],
    events: Array.from(groups.values(), (own) => ({
      ...Object.fromEntries(by.map((field) => [field, own[0]?.[field]])),
      ...Object.fromEntries(
        columns.map(([, call, field = "", percent = "", name = ""]) => [
          name,
          call === "count(*)" ? String(own.length) : toPercentile(own, field, Number(percent)),
        ]),
      ),
    })),
  };
};

const toPercentile = (events: readonly Event[], field: string, percent: number): string | undefined => {
  const values = events.map((event) => Number(event[field])).toSorted((a, b) => a - b);
  return String(values[Math.min(values.length - 1, Math.floor((values.length * percent) / 100))]);
};

const sort = (text: string, events: readonly Event[]): Event[] => {
  const [field = "", direction] = text.split(" ");
  const ascending = events.toSorted((a, b) => ((a[field] ?? "") < (b[field] ?? "") ? -1 : 1));
  return direction === "desc" ? ascending.reverse() : ascending;
};
