import type { Template } from "aws-cdk-lib/assertions";

/** An alarm on lines of logs: on a metric that a function writes, or that counts lines. */
export interface LogAlarm {
  readonly name: string;
  /** Whether it breaches in a period in which these lines were written. */
  breaches(lines: readonly string[]): boolean;
}

interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: "Sum" | "Maximum" | "SampleCount";
  readonly Threshold: number;
  readonly ComparisonOperator: "LessThanThreshold" | "GreaterThanOrEqualToThreshold";
}

interface FilterProperties {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly {
    readonly MetricName: string;
    readonly MetricNamespace: string;
  }[];
}

/** The alarms whose metrics come from logs, as CloudWatch evaluates them. */
export const readLogAlarms = (template: Template): readonly LogAlarm[] => {
  const filters = propertiesOf<FilterProperties>(template, "AWS::Logs::MetricFilter");
  return propertiesOf<AlarmProperties>(template, "AWS::CloudWatch::Alarm")
    .filter(({ Namespace }) => !Namespace.startsWith("AWS/"))
    .map((alarm) => ({
      name: alarm.AlarmDescription.split("#")[1] ?? "",
      breaches: (lines) => {
        const values = [...readWritten(alarm, lines), ...countMatched(alarm, filters, lines)];
        return alarm.ComparisonOperator === "LessThanThreshold"
          ? toStatistic(alarm, values) < alarm.Threshold
          : toStatistic(alarm, values) >= alarm.Threshold;
      },
    }));
};

const propertiesOf = <Properties>(template: Template, type: string): readonly Properties[] =>
  Object.values(template.findResources(type)).map((resource) => resource["Properties"] as Properties);

const toStatistic = ({ Statistic }: AlarmProperties, values: readonly number[]): number => {
  switch (Statistic) {
    case "Sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "Maximum":
      return Math.max(0, ...values);
    case "SampleCount":
      return values.length;
  }
};

interface EmfLine {
  readonly [field: string]: unknown;
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** Values of the alarm's metric in the Embedded Metric Format, with exactly its dimensions. */
const readWritten = (
  { Namespace, MetricName, Dimensions = [] }: AlarmProperties,
  lines: readonly string[],
): readonly number[] => {
  const wanted = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return lines
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as EmfLine)
    .flatMap((line) =>
      (line._aws?.CloudWatchMetrics ?? []).flatMap((metrics) =>
        metrics.Namespace === Namespace && metrics.Metrics.some(({ Name }) => Name === MetricName)
          ? metrics.Dimensions.filter(
              (names) => String(names.map((name) => `${name}=${line[name]}`).sort()) === String(wanted),
            ).map(() => Number(line[MetricName]))
          : [],
      ),
    );
};

const countMatched = (
  { Namespace, MetricName }: AlarmProperties,
  filters: readonly FilterProperties[],
  lines: readonly string[],
): readonly number[] =>
  filters
    .filter(({ MetricTransformations: [metric] }) =>
      [metric?.MetricNamespace, metric?.MetricName].every((part, index) =>
        index === 0 ? part === Namespace : part === MetricName,
      ),
    )
    .flatMap(({ FilterPattern }) => lines.filter(toMatcher(FilterPattern)).map(() => 1));

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
const toMatcher = (pattern: string): ((line: string) => boolean) => {
  const json = /^\{ (.*) \}$/.exec(pattern)?.[1];
  if (json !== undefined) {
    // `a && (b || c)`: every pattern here is of this form.
    const parts = json.split(" && ").map((part) => part.replace(/^\((.*)\)$/, "$1").split(" || "));
    return (line) =>
      line.startsWith("{") && parts.every((any) => any.some((term) => isTrue(term, JSON.parse(line))));
  }
  const terms = [...pattern.matchAll(/\?"(.*?)"/g)].map(([, term = ""]) => term);
  if (terms.length > 0) {
    return (line) => terms.some((term) => line.includes(term));
  }
  const first = /^\[\w+ = (\d+),/.exec(pattern)?.[1];
  if (first === undefined) {
    throw new Error(`unknown pattern: ${pattern}`);
  }
  return (line) => line.split(" ")[0] === first;
};

const isTrue = (term: string, line: Readonly<Record<string, unknown>>): boolean => {
  const [, field = "", operator, text = ""] = /^\$\.(\w+) (!?=) "(.*)"$/.exec(term) ?? [];
  const value = line[field];
  const isEqual =
    typeof value === "string" && (text.endsWith("*") ? value.startsWith(text.slice(0, -1)) : value === text);
  return operator === "=" ? isEqual : value !== undefined && !isEqual;
};
