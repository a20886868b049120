/** Families are sorted, and this one of the Pushgateway itself comes after all families that the tests push. */
const LAST_FAMILY = "pushgateway_http_requests_total";

/**
 * The issues of a page as a scraper sees them: a name with two types, two series that are equal without empty labels,
 * or a cut page (which also has status 200). It does not use this project's parser. Series without a job belong to the
 * Pushgateway itself.
 */
export const findPageIssues = (page: string): readonly string[] => {
  const issues: string[] = [];
  const types = new Map<string, string>();
  const series = new Set<string>();
  for (const line of page.split("\n")) {
    if (line.startsWith("# TYPE ")) {
      const [, , name, type] = line.split(" ");
      if (types.has(name!)) {
        issues.push(`two types: ${name} ${types.get(name!)} ${type}`);
      }
      types.set(name!, type!);
    } else if (line !== "" && !line.startsWith("#")) {
      const id = toSeriesId(line);
      if (series.has(id)) {
        issues.push(`twice: ${id}`);
      }
      series.add(id);
    }
  }
  if (!types.has(LAST_FAMILY)) {
    issues.push("cut short");
  }
  for (const [name, type] of types) {
    for (const suffix of SUFFIXES[type] ?? []) {
      if (types.has(`${name}${suffix}`)) {
        issues.push(`${name}${suffix} beside the ${type} ${name}`);
      }
    }
  }
  return issues;
};

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_count", "_sum"],
  summary: ["_count", "_sum"],
};

const toSeriesId = (line: string): string => {
  const name = /^[^{ ]*/.exec(line)![0];
  const labels = [...line.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)]
    .filter(([, , value]) => value !== "")
    .map(([, label, value]) => `${label}=${JSON.stringify(toNumeric(label!, value!))}`);
  return `${name}{${labels.sort().join(",")}}`;
};

/**
 * Prometheus distinguishes buckets and quantiles by their text, but the Pushgateway writes equal numbers in the same
 * way.
 */
const toNumeric = (label: string, value: string): string | number =>
  (label === "le" || label === "quantile") && Number.isFinite(Number(value)) ? Number(value) : value;
