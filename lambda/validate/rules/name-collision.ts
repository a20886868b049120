import { exposedNames, type MetricFamily, type MetricType } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { Report, Rule } from "../rule.ts";

/** For instance, a family `h_count` collides with a histogram `h`, because the histogram exposes `h_count`, too. */
export const nameCollision = {
  code: "name-collision",
  severity: "error",
  isRelaxable: false,
  requirement: "no two families expose the same name",
  reason: "if two families expose the same name, the Pushgateway answers every scrape with an error (500)",
  source: "prometheus/client_golang prometheus/registry.go, checkSuffixCollisions",
  fix: "Rename one of the two families.",
  good: `# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n# TYPE h_seen gauge\nh_seen 1`,
  bad: `# TYPE h_count gauge\nh_count 1\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1`,
  describe: ({ family, found }) => describeCollision(family, found!),
  inspectPush(families, _push, report) {
    const composites = families.filter(({ type }) => COMPOSITE_TYPES.has(type));
    if (composites.length === 0) {
      return;
    }
    const owners = new Map(composites.map((family) => [family.name, family]));
    for (const family of families) {
      reportCollision(family, owners, report);
    }
  },
} satisfies Rule;

const COMPOSITE_TYPES: ReadonlySet<MetricType> = new Set(["histogram", "gaugehistogram", "summary"]);

const reportCollision = (
  { name, at }: MetricFamily,
  owners: ReadonlyMap<string, MetricFamily>,
  report: Report,
): void => {
  const suffix = SUFFIXES.find((one) => name.endsWith(one));
  const owner = suffix && owners.get(name.slice(0, -suffix.length));
  if (owner && exposedNames(owner.name, owner.type).includes(name)) {
    report(Math.max(at, owner.at), name, () => describeCollision(name, owner.name));
  }
};

/** The suffixes of the names that histograms and summaries expose. */
const SUFFIXES = ["_bucket", "_count", "_sum"];

const describeCollision = (name: string, owner: string): string =>
  `the family ${quote(name)} has a name that ${quote(owner)} exposes, too (histograms own _bucket, _sum and _count, summaries _sum and _count); rename one of them`;
