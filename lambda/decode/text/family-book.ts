import type { MetricType, SourcePosition } from "../../model/exposition.ts";
import { FamilyBuilder } from "./family-builder.ts";

/** Where the samples with one name belong: their family, and the part of its metrics that they are. */
export interface SampleTarget {
  readonly family: FamilyBuilder;
  readonly part: SamplePart;
}

/**
 * The target of a name, with the place of the name in the payload. `next` is the target that followed it the last time.
 */
export interface NamedTarget extends SampleTarget {
  readonly nameStart: SourcePosition;
  readonly nameLength: number;
  next: NamedTarget | undefined;
}

/** Only OpenMetrics has `created`. In the text format such samples are a separate family. */
export type SamplePart = "own" | "bucket" | "sum" | "count" | "created";

/** The families of a payload in the order in which they appear. */
export class FamilyBook {
  readonly all: FamilyBuilder[] = [];
  readonly #targets = new Map<string, NamedTarget>();

  /**
   * The target of a name: the family with that name, otherwise the summary or histogram to which the name belongs by
   * its suffix, otherwise a new family. expfmt uses the same order, so a sample has the same meaning as at the
   * Pushgateway.
   */
  resolve(name: string, at: SourcePosition): NamedTarget {
    const known = this.#targets.get(name);
    if (known !== undefined) {
      return known;
    }
    const { family, part } = this.#resolveSuffix(name) ?? { family: this.#create(name, at), part: "own" };
    const target = { family, part, nameStart: at, nameLength: name.length, next: undefined };
    this.#targets.set(name, target);
    return target;
  }

  #create(name: string, at: SourcePosition): FamilyBuilder {
    const family = new FamilyBuilder(name, at);
    this.all.push(family);
    return family;
  }

  #resolveSuffix(name: string): SampleTarget | undefined {
    const part = partOf(name);
    if (part === "own") {
      return undefined;
    }
    const owner = this.#targets.get(name.slice(0, -part.length - 1));
    return owner?.part === "own" && ownsPart(owner.family.type, part)
      ? { family: owner.family, part }
      : undefined;
  }
}

/** The part that the suffix of a name stands for. */
const partOf = (name: string): SamplePart => {
  if (name.endsWith("_count")) {
    return "count";
  }
  if (name.endsWith("_sum")) {
    return "sum";
  }
  return name.endsWith("_bucket") ? "bucket" : "own";
};

const ownsPart = (type: MetricType | undefined, part: SamplePart): boolean =>
  type === "histogram" || type === "gaugehistogram" || (type === "summary" && part !== "bucket");
