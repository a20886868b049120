/**
 * More disturbances than CI has time for, run by hand: `node test/support/disturbances/by-hand.ts [groups] [kills]
 * [seed] [more]`. `kills` is the number of times that the Pushgateway is killed; the product is killed a fifth as
 * often. With `more`, each rarer disturbance happens once, too.
 */
import { Random } from "../random.ts";
import {
  type Disturbance,
  FREEZE_PUSHGATEWAY,
  KILL_PRODUCT,
  KILL_PRODUCT_DURING_START,
  killBoth,
  PUSHGATEWAY_KILLS,
  WIRE_DISTURBANCES,
} from "./disturbances.ts";
import { MORE_DISTURBANCES } from "./more-disturbances.ts";
import { runDisturbances } from "./run-disturbances.ts";

const [groups = "1000", kills = "100", seed = "1", more] = process.argv.slice(2);

const repeat = (count: number, disturbances: readonly Disturbance[]): readonly Disturbance[] =>
  Array.from({ length: count }, (_, index) => disturbances[index % disturbances.length]!);

const shuffle = (disturbances: readonly Disturbance[], random: Random): readonly Disturbance[] =>
  disturbances
    .map((disturbance) => ({ disturbance, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ disturbance }) => disturbance);

const count = Number(kills);
const disturbances = [
  ...repeat(count, PUSHGATEWAY_KILLS),
  ...repeat(count / 5, [KILL_PRODUCT, KILL_PRODUCT, KILL_PRODUCT_DURING_START]),
  ...repeat(count / 20, [killBoth("its file"), killBoth("an old file"), killBoth("no file")]),
  ...repeat(count / 10, [...WIRE_DISTURBANCES, FREEZE_PUSHGATEWAY]),
  ...(more === "more" ? MORE_DISTURBANCES : []),
];
const startedMs = Date.now();
let done = 0;
const { violations, repairs, answers } = await runDisturbances({
  groups: Number(groups),
  disturbances: shuffle(disturbances, new Random(Number(seed))),
  seed: Number(seed),
  report: (line) => console.info(`${++done} of ${disturbances.length}: ${line}`),
});
const times = repairs.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
console.info(
  `${disturbances.length} disturbances in ${Math.round((Date.now() - startedMs) / 1_000)} s; answers ${JSON.stringify(answers)}; ` +
    `repaired after ${times[Math.floor(times.length / 2)]} ms (median), ${times.at(-1)} ms (longest)`,
);
for (const violation of violations.slice(0, 20)) {
  console.info(violation);
}
console.info(`${violations.length} violations`);
