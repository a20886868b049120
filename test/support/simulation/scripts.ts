import { aFamily, aStoredGroup, claimsOf } from "../registry/push-claims.ts";
import type { SimulatedPush } from "./pushes.ts";
import type { Event } from "./scripted-world.ts";
import type { Clause } from "./simulation.ts";

const aPush = (type: "gauge" | "counter", job: string): SimulatedPush => {
  const family = aFamily("a", type);
  return { claims: claimsOf([family], { job }), stored: aStoredGroup([family], { job }) };
};

const gauge = aPush("gauge", "j");
const counter = aPush("counter", "k");

const at = (minutes: readonly number[], happen: Event[1]): readonly Event[] =>
  minutes.map((minute) => [minute, happen]);

const everyFiveMinutes = (until: number): readonly Event[] =>
  at(
    Array.from({ length: until / 5 }, (_, index) => 5 * (index + 1)),
    (world) => world.sweep(),
  );

const pushGauge: Event[1] = (world) => world.push(gauge);
const pushCounter: Event[1] = (world) => world.push(counter);
const deleteGauge: Event[1] = (world) => world.deleteGroup(gauge);
const persist: Event[1] = (world) => world.persist();
const restart: Event[1] = (world) => world.restart();

/** A file is at most 15 minutes old here, and T is 63 minutes. */
export const SCRIPTS: readonly (readonly [Clause, readonly Event[]])[] = [
  [
    // The gauge was last pushed more than T before it is deleted. Its name looks dead for long, and is in the file.
    "what is live is stamped",
    [
      ...everyFiveMinutes(80),
      ...at([0], pushGauge),
      ...at([75], persist),
      ...at([76], deleteGauge),
      ...at([81, 83], pushCounter),
      ...at([82], restart),
    ],
  ],
  [
    // Each restart brings the gauge back, each time it is written down and deleted again before a sweep could see it.
    "a sweep after a restart releases nothing",
    [
      ...everyFiveMinutes(100),
      ...at([0], pushGauge),
      ...at([60, 72, 87], persist),
      ...at([66, 73, 88], deleteGauge),
      ...at([71, 86, 101], restart),
      ...at([100.5, 101.5], pushCounter),
    ],
  ],
];
