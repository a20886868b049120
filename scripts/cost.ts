// `npm run cost -- --pushes 10e6 --series 50 --clients 20`: a month's bill, line by line.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { estimateCost, type Prices, sumUp } from "./estimate-cost.ts";

const { values } = parseArgs({
  options: {
    pushes: { type: "string", default: "10e6" },
    series: { type: "string", default: "50" },
    clients: { type: "string", default: "20" },
  },
});
const usage = {
  pushes: Number(values.pushes),
  series: Number(values.series),
  clients: Number(values.clients),
};
if (Object.values(usage).some((number) => !Number.isFinite(number) || number < 0)) {
  process.stderr.write("usage: npm run cost -- [--pushes 10e6] [--series 50] [--clients 20]\n");
  process.exit(2);
}

const prices = JSON.parse(readFileSync(join(import.meta.dirname, "prices.json"), "utf8")) as Prices;
const lines = estimateCost(usage, prices);
const toDollars = (usd: number): string => `$${usd.toFixed(2)}`.padStart(10);

for (const kind of ["fixed", "clients", "pushes"] as const) {
  const own = lines.filter((line) => line.kind === kind);
  process.stdout.write(`${kind}\n`);
  for (const { item, usd } of own) process.stdout.write(`  ${item.padEnd(36)}${toDollars(usd)}\n`);
}
const furtherMillion = sumUp(
  estimateCost({ ...usage, pushes: 1e6 }, prices).filter(({ kind }) => kind === "pushes"),
);
process.stdout.write(`\n${"a month".padEnd(38)}${toDollars(sumUp(lines))}\n`);
process.stdout.write(`${"each further million pushes".padEnd(38)}${toDollars(furtherMillion)}\n\n`);
process.stdout.write(`${prices.region}, ${prices.date}; ${prices.source}\n`);
