import type { MetricType, SourcePosition } from "../../model/exposition.ts";
import { FamilyBuilder } from "./family-builder.ts";

/** What samples of one name belong to: their family, and the part of its metrics. */
export interface SampleTarget {
  readonly family: FamilyBuilder;
  readonly part: SamplePart;
}

/** A target with the place where its name is written, and the target that came after it the last time. */
export interface NamedTarget extends SampleTarget {
  readonly nameStart: SourcePosition;
  readonly nameLength: number;
  next: NamedTarget | undefined;
}

/** Only OpenMetrics has `created`: in the text format such samples are a family by themselves. */
export type SamplePart = "own" | "bucket" | "sum" | "count" | "created";

/** The families of a payload in the order in which they appear. */
export class FamilyBook {
  readonly all: FamilyBuilder[] = [];
  readonly #targets = new Map<string, NamedTarget>();

  /**
   * The target of a name: the family with that name, otherwise the summary or histogram that owns the name by its suffix,
   * otherwise a new family. This is the order of expfmt, so a sample has the same meaning as at the Pushgateway.
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

/** The part that a name's suffix speaks of. */
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
