import { exposedNames, type MetricType } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** One family's name among those that another exposes, such as `h_count` beside a histogram `h`. */
export const nameCollision: Rule = {
  code: "name-collision",
  severity: "error",
  isRelaxable: false,
  requirement: "no two families expose the same name",
  reason: "series of two families under one name make the whole page of the Pushgateway a 500",
  source: "prometheus/client_golang prometheus/registry.go, checkSuffixCollisions",
  good: `# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n# TYPE h_seen gauge\nh_seen 1`,
  bad: `# TYPE h_count gauge\nh_count 1\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1`,
  describe: ({ family, found }) => describeCollision(family, found!),
  inspectPush(families, _push, report) {
    const composites = families.filter(({ type }) => !isSampleType(type));
    if (composites.length === 0) {
      return;
    }
    const byName = new Map(families.map((family) => [family.name, family]));
    for (const { name, type, at } of composites) {
      for (const exposed of exposedNames(name, type)) {
        const other = exposed === name ? undefined : byName.get(exposed);
        if (other !== undefined) {
          report(Math.max(at, other.at), exposed, () => describeCollision(exposed, name));
        }
      }
    }
  },
};

const isSampleType = (type: MetricType): boolean =>
  type === "counter" || type === "gauge" || type === "untyped";

const describeCollision = (name: string, owner: string): string =>
  `the family ${quote(name)} has a name that the histogram or summary ${quote(owner)} exposes (histograms own _bucket, _sum and _count, summaries _sum and _count); rename one of them`;
