import type { MetricFamily, Sample, SampleFamily } from "../model/exposition.ts";
import type { Issue } from "../model/issue.ts";
import { quote } from "../model/issue.ts";
import type { Exposition } from "../model/stages.ts";
import type { AdoptableType } from "./registry.ts";

/** The exposition with the untyped families of `adopted` in the type in force. */
export const adoptTypes = (
  exposition: Exposition,
  adopted: ReadonlyMap<string, AdoptableType>,
): Exposition =>
  adopted.size === 0
    ? exposition
    : { ...exposition, families: exposition.families.map((family) => adoptType(family, adopted)) };

const adoptType = (family: MetricFamily, adopted: ReadonlyMap<string, AdoptableType>): MetricFamily => {
  const type = adopted.get(family.name);
  return type !== undefined && family.type === "untyped" ? { ...family, type } : family;
};

/** A counter's rules hold for the samples that are to become a counter: what breaks them, in the order of the payload. */
export const adoptionIssues = (
  { families, source }: Exposition,
  adopted: ReadonlyMap<string, AdoptableType>,
): readonly Issue[] =>
  families
    .filter((family): family is SampleFamily => adopted.get(family.name) === "counter")
    .flatMap(({ name, metrics }) =>
      metrics.filter(isNoCount).map(({ value, at }) => ({
        code: "adopted-counter-value",
        detail:
          `${quote(name)} is a counter in force, so its untyped samples must be counts, and ${value} is none: ` +
          "push a number that is not negative, or rename the metric",
        location: source.locate(at),
        family: name,
      })),
    );

const isNoCount = ({ value }: Sample): boolean => Number.isNaN(value) || value < 0;
