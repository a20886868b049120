import type { MetricFamily, Sample, SampleFamily, Source } from "../../model/exposition.ts";
import { type Issue, quote } from "../../model/issue.ts";
import type { AdoptableType } from "./decide-name.ts";

/** The families, with untyped ones in the existing type of their name. The same array if nothing changes. */
export const adoptTypes = (
  families: readonly MetricFamily[],
  typeOf: (family: SampleFamily) => AdoptableType | undefined,
): readonly MetricFamily[] => {
  let adopted: MetricFamily[] | undefined;
  for (let index = 0; index < families.length; index++) {
    const family = families[index]!;
    if (family.type !== "untyped") {
      continue;
    }
    const type = typeOf(family);
    if (type !== undefined) {
      adopted ??= [...families];
      adopted[index] = { ...family, type };
    }
  }
  return adopted ?? families;
};

/**
 * Untyped samples that become a counter must obey the rules for counters. Returns the violations, in the order of the
 * payload.
 */
export const adoptionIssues = (
  pushed: readonly MetricFamily[],
  stored: readonly MetricFamily[],
  source: Source,
): readonly Issue[] => {
  const counters = new Set(stored.filter(({ type }) => type === "counter").map(({ name }) => name));
  return pushed
    .filter((family): family is SampleFamily => family.type === "untyped" && counters.has(family.name))
    .flatMap(({ name, metrics }) =>
      metrics.filter(isNoCount).map(({ value, at }) => ({
        code: "adopted-counter-value",
        detail:
          `${quote(name)} is a counter already, so its untyped samples must be counts, got ${value}: ` +
          "push a number that is not negative, or rename the metric",
        location: source.locate(at),
        family: name,
      })),
    );
};

const isNoCount = ({ value }: Sample): boolean => Number.isNaN(value) || value < 0;

/** Whether all samples of a family can belong to a counter. */
export const areCounts = ({ metrics }: SampleFamily): boolean => !metrics.some(isNoCount);
