import type { MetricFamily, MetricType } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { toOwnFamilies } from "../../../lambda/store/groups/own-families.ts";
import type { Random } from "../random.ts";
import { type Draw, SECOND } from "./draw.ts";
import { LABEL } from "./facts.ts";

/** Two jobs, each with a group without an instance and one for each of three instances. */
const KEYS: readonly GroupingKey[] = ["a", "b"].flatMap((job) => [
  GroupingKey.of(job, []),
  ...["1", "2", "3"].map((value) => GroupingKey.of(job, [{ name: LABEL, value }])),
]);

export interface Operation {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly key: GroupingKey;
  readonly families: readonly MetricFamily[];
}

/** For a while all pushes send a family with the same type, and then for a while there are almost none. */
interface Mood {
  isOn: boolean;
  type: MetricType;
  untilMs: number;
}

const FAMILIES: readonly { readonly name: string; readonly types: readonly MetricType[] }[] = [
  { name: "m", types: ["counter", "gauge"] },
  { name: "h", types: ["gauge", "histogram"] },
  { name: "h_count", types: ["counter", "gauge"] },
];

/** Draws pushes that often contradict each other. */
export class Traffic {
  readonly #random: Random;
  readonly #draw: Draw;
  readonly #moods: Mood[];
  /** By job: whether instances are in bodies. */
  readonly #areInBodies = new Map<string, { isTrue: boolean; untilMs: number }>();
  #values = 0;

  constructor(random: Random, draw: Draw) {
    this.#random = random;
    this.#draw = draw;
    this.#moods = FAMILIES.map(({ types }) => ({ isOn: false, type: types[0]!, untilMs: 0 }));
  }

  next(nowMs: number): Operation {
    const random = this.#random;
    this.#change(nowMs);
    let key = random.pick(this.#draw.isTiny ? [KEYS[0]!, KEYS[4]!] : KEYS);
    const isInBodies = this.#isInBodies(key.job, nowMs);
    if (isInBodies && key.labels.length > 0 && random.chance(0.875)) {
      key = GroupingKey.of(key.job, []);
    }
    const kind = random.next();
    if (kind < 0.17) {
      return { method: "DELETE", key, families: [] };
    }
    const families = FAMILIES.flatMap((_, index) => this.#drawFamily(index, key, isInBodies));
    return {
      method: kind < 0.42 ? "POST" : "PUT",
      key,
      families: toOwnFamilies(withoutConflict(families), key),
    };
  }

  #change(nowMs: number): void {
    const random = this.#random;
    const { betweenRunsMs, runs } = this.#draw.times;
    for (const [index, mood] of this.#moods.entries()) {
      if (nowMs < mood.untilMs) {
        continue;
      }
      mood.isOn = !mood.isOn || random.chance(0.33);
      if (mood.isOn) {
        mood.type = random.pick(FAMILIES[index]!.types);
        mood.untilMs = nowMs + random.between(0, 2 * betweenRunsMs);
      } else {
        const quietRuns = random.between(Math.max(runs - 2, 0), runs + 3);
        mood.untilMs = nowMs + quietRuns * betweenRunsMs;
      }
    }
  }

  #isInBodies(job: string, nowMs: number): boolean {
    const known = this.#areInBodies.get(job) ?? { isTrue: this.#random.chance(0.5), untilMs: 0 };
    if (nowMs >= known.untilMs) {
      known.isTrue = !known.isTrue;
      known.untilMs = nowMs + this.#random.between(1, 6) * this.#draw.times.betweenRunsMs;
      this.#areInBodies.set(job, known);
    }
    return known.isTrue;
  }

  #drawFamily(index: number, key: GroupingKey, isInBodies: boolean): readonly MetricFamily[] {
    const random = this.#random;
    const { isTiny, strayOneIn } = this.#draw;
    const { name, types } = FAMILIES[index]!;
    const mood = this.#moods[index]!;
    const isStray = random.chance(1 / strayOneIn);
    if (isTiny && index > 0) {
      return [];
    }
    if (mood.isOn ? random.chance(0.33) : !isStray) {
      return [];
    }
    let type = random.chance(1 / strayOneIn) ? random.pick(types) : mood.type;
    if (index === 0 && random.chance(0.1)) {
      type = "untyped";
    }
    this.#values += 1;
    const instances: (string | undefined)[] = [undefined];
    if (key.labels.length === 0 && (isInBodies || isStray)) {
      if (random.chance(0.33)) {
        instances.pop();
      }
      instances.push(random.pick(["1", "2", "3"]));
    }
    return [toFamily(name, type, instances, this.#values)];
  }
}

/** No push has `h_count` beside a histogram `h`, since it would be refused before it reaches the store. */
const withoutConflict = (families: readonly MetricFamily[]): readonly MetricFamily[] =>
  families.some(({ name, type }) => name === "h" && type === "histogram")
    ? families.filter(({ name }) => name !== "h_count")
    : families;

const toFamily = (
  name: string,
  type: MetricType,
  instances: readonly (string | undefined)[],
  value: number,
): MetricFamily => {
  const labels = instances.map((instance) =>
    instance === undefined ? { names: [], values: [] } : { names: [LABEL], values: [instance] },
  );
  if (type === "histogram") {
    const buckets = [{ upperBound: 1, cumulativeCount: value, at: 0 }];
    const metrics = labels.map((set) => ({ labels: set, buckets, count: value, sum: value, at: 0 }));
    return { type, name, help: "", metrics, at: 0 };
  }
  const metrics = labels.map((set) => ({ labels: set, value, at: 0 }));
  return { type: type as "counter" | "gauge" | "untyped", name, help: "", metrics, at: 0 };
};

/** The longest pause between two operations of one function. */
export const LONGEST_PAUSE_MS = 12 * SECOND;
