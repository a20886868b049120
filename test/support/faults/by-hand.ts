/**
 * The faults by hand, more than CI has time for: `node test/support/faults/by-hand.ts [groups] [kills] [seed]`. A fifth as many kills of
 * the product come with the kills of the Pushgateway.
 */
import { Random } from "../random.ts";
import {
  type Fault,
  FREEZE_PUSHGATEWAY,
  KILL_PRODUCT,
  KILL_PRODUCT_DURING_START,
  killBoth,
  PUSHGATEWAY_KILLS,
  WIRE_FAULTS,
} from "./faults.ts";
import { runFaults } from "./run-faults.ts";

const [groups = "1000", kills = "100", seed = "1"] = process.argv.slice(2);

const repeat = (count: number, faults: readonly Fault[]): readonly Fault[] =>
  Array.from({ length: count }, (_, index) => faults[index % faults.length]!);

const shuffle = (faults: readonly Fault[], random: Random): readonly Fault[] =>
  faults
    .map((fault) => ({ fault, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ fault }) => fault);

const count = Number(kills);
const faults = [
  ...repeat(count, PUSHGATEWAY_KILLS),
  ...repeat(count / 5, [KILL_PRODUCT, KILL_PRODUCT, KILL_PRODUCT_DURING_START]),
  ...repeat(count / 20, [killBoth("its file"), killBoth("an old file"), killBoth("no file")]),
  ...repeat(count / 10, [...WIRE_FAULTS, FREEZE_PUSHGATEWAY]),
];
const startedMs = Date.now();
let done = 0;
const { violations, repairs, answers } = await runFaults({
  groups: Number(groups),
  faults: shuffle(faults, new Random(Number(seed))),
  seed: Number(seed),
  report: (line) => console.info(`${++done} of ${faults.length}: ${line}`),
});
const times = repairs.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
console.info(
  `${faults.length} faults in ${Math.round((Date.now() - startedMs) / 1_000)} s; answers ${JSON.stringify(answers)}; ` +
    `repaired after ${times[Math.floor(times.length / 2)]} ms (median), ${times.at(-1)} ms (longest)`,
);
for (const violation of violations.slice(0, 20)) console.info(violation);
console.info(`${violations.length} violations`);
