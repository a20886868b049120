import type { RawIssue } from "../../model/decoded-exposition.ts";
import type { MetricType, SourcePosition } from "../../model/exposition.ts";
import { rawIssue } from "../found-issues.ts";
import type { SampleTarget } from "../text/family-book.ts";
import { FamilyBuilder } from "../text/family-builder.ts";
import { OPENMETRICS_TYPES, type Suffix, TOTAL } from "./types.ts";

/** A family of OpenMetrics. Its samples can become several families of the model. */
export interface OpenMetricsFamily {
  readonly name: string;
  readonly at: SourcePosition;
  /** The suffixes of its type. Undefined before its TYPE line. Without a TYPE line its type is `unknown`. */
  suffixes: ReadonlyMap<string, Suffix> | undefined;
  help: string | undefined;
  /** The name ends with it. */
  unit: string | undefined;
  hasSamples: boolean;
  /** Those that it has become so far. */
  readonly builders: Set<FamilyBuilder>;
}

/** The families of an OpenMetrics payload, and the builders of the families that they become. */
export class OpenMetricsFamilyBook {
  readonly #families = new Map<string, OpenMetricsFamily>();
  readonly #builders = new Map<string, FamilyBuilder>();
  readonly #targets = new Map<string, SampleTarget>();
  readonly #rawIssues: RawIssue[];

  constructor(rawIssues: RawIssue[]) {
    this.#rawIssues = rawIssues;
  }

  /** The number of families in the payload so far, or of the families that they become, whichever is larger. */
  get size(): number {
    return Math.max(this.#families.size, this.#builders.size);
  }

  /** In the order of their first samples. */
  get builders(): readonly FamilyBuilder[] {
    return [...this.#builders.values()];
  }

  /** The family that a TYPE, HELP or UNIT line names. */
  declare(name: string, at: SourcePosition): OpenMetricsFamily {
    const known = this.#families.get(name);
    if (known !== undefined) {
      return known;
    }
    const owner = this.#findOwner(name);
    if (owner !== undefined) {
      this.#reportCollision(name, owner.family.name, at);
    }
    return this.#create(name, at);
  }

  setType(family: OpenMetricsFamily, suffixes: ReadonlyMap<string, Suffix>, at: SourcePosition): void {
    family.suffixes = suffixes;
    for (const suffix of suffixes.keys()) {
      const name = family.name + suffix;
      if (suffix !== "" && this.#families.has(name)) {
        this.#reportCollision(name, family.name, at);
      }
    }
  }

  /** Sets the help text or the unit, also of what the family has already become. */
  describe(
    family: OpenMetricsFamily,
    facts: Pick<FamilyBuilder, "help"> | Pick<FamilyBuilder, "unit">,
  ): void {
    for (const described of [family, ...family.builders]) {
      Object.assign(described, facts);
    }
  }

  /**
   * Where the samples with a name belong: to the family with that name, otherwise to the family that has a suffix for
   * it, otherwise to a new family without a declaration. Undefined if the samples of the family with that name must
   * have suffixes.
   */
  resolve(name: string, at: SourcePosition): SampleTarget | undefined {
    const known = this.#targets.get(name);
    if (known !== undefined) {
      return known;
    }
    const found = this.#findOwn(name) ?? this.#findOwner(name) ?? this.#findBare(name, at);
    return found && this.#createTarget(name, found);
  }

  #create(name: string, at: SourcePosition): OpenMetricsFamily {
    const family: OpenMetricsFamily = {
      name,
      at,
      suffixes: undefined,
      help: undefined,
      unit: undefined,
      hasSamples: false,
      builders: new Set(),
    };
    this.#families.set(name, family);
    return family;
  }

  #findOwn(name: string): Found | undefined {
    const family = this.#families.get(name);
    if (family === undefined) {
      return undefined;
    }
    const suffix = family.suffixes === undefined ? UNKNOWN : family.suffixes.get("");
    return suffix && { family, suffix };
  }

  #findOwner(name: string): Found | undefined {
    const end = name.lastIndexOf("_");
    const family = this.#families.get(name.slice(0, Math.max(0, end)));
    const suffix = family?.suffixes?.get(name.slice(end));
    return suffix && { family: family!, suffix };
  }

  #findBare(name: string, at: SourcePosition): Found | undefined {
    const family = this.#families.get(name);
    if (family === undefined) {
      return { family: this.#create(name, at), suffix: UNKNOWN };
    }
    // A counter whose TYPE line has the name with _total. The meaning is clear, so it is accepted.
    const suffix = name.endsWith(TOTAL) ? family.suffixes!.get(TOTAL) : undefined;
    return suffix && { family, suffix };
  }

  #createTarget(name: string, { family, suffix }: Found): SampleTarget {
    const { type, part, isInName } = suffix;
    const builder = this.#build(isInName ? name : nameOfParts(family, type), family);
    builder.type = type;
    family.hasSamples = true;
    const target = { family: builder, part };
    this.#targets.set(name, target);
    return target;
  }

  #build(name: string, { at, help, unit, builders }: OpenMetricsFamily): FamilyBuilder {
    const builder = this.#builders.get(name) ?? new FamilyBuilder(name, at);
    builders.add(builder);
    builder.help = help;
    builder.unit = unit;
    this.#builders.set(name, builder);
    return builder;
  }

  #reportCollision(name: string, owner: string, at: SourcePosition): void {
    this.#rawIssues.push(rawIssue("name-collision", name, at, owner));
  }
}

/** The name of the family to which the parts of a metric belong. For a counter that is its name with `_total`. */
const nameOfParts = ({ name }: OpenMetricsFamily, type: MetricType): string =>
  type === "counter" && !name.endsWith(TOTAL) ? name + TOTAL : name;

interface Found {
  readonly family: OpenMetricsFamily;
  readonly suffix: Suffix;
}

const UNKNOWN: Suffix = OPENMETRICS_TYPES.get("unknown")!.get("")!;
