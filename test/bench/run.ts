/**
 * `npm run bench -- <name> [--json] [--against FOLDER]`: every benchmark measures all sides in one run, prints its
 * ratios, and draws them where there is something to see (also as SVG in .local/bench/).
 * FOLDER is another checkout of the project, with its node_modules, which `push` measures as well.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Bars, drawBars, toSvg } from "./bars.ts";
import type { BenchOptions } from "./options.ts";

const folder = import.meta.dirname;

/** What stands beside the benchmarks. */
const NO_BENCHMARKS = new Set(["run.ts", "table.ts", "options.ts", "bars.ts"]);

const listBenchmarks = async (): Promise<readonly string[]> =>
  (await readdir(folder))
    .filter((file) => /^[a-z]+\.ts$/.test(file) && !NO_BENCHMARKS.has(file))
    .map((file) => file.slice(0, -3));

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false }, against: { type: "string" } },
  allowPositionals: true,
});
const [name = ""] = positionals;

if (!/^[a-z]+$/.test(name) || !existsSync(`${folder}/${name}.ts`) || NO_BENCHMARKS.has(`${name}.ts`)) {
  process.stderr.write(
    `there is no benchmark ${JSON.stringify(name)}; there are ${(await listBenchmarks()).join(", ")}\n`,
  );
  process.exit(1);
}

const benchmark = (await import(`./${name}.ts`)) as {
  run(options: BenchOptions): Promise<readonly Bars[] | undefined>;
};
const against = values.against === undefined ? undefined : resolve(values.against);
const drawings = await benchmark.run({ json: values.json, against });
if (drawings !== undefined && !values.json) {
  process.stdout.write(`\n${drawings.map(drawBars).join("\n")}`);
  const file = join(".local", "bench", `${name}.svg`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, toSvg(drawings));
  process.stdout.write(`\ndrawn in ${file}\n`);
}
