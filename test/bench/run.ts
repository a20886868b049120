/**
 * `npm run bench -- <name> [--json] [--against FOLDER]`: every benchmark measures all sides in one run and prints its ratios last.
 * FOLDER is another checkout of the project, with its node_modules, which `push` measures as well.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { BenchOptions } from "./options.ts";

const folder = import.meta.dirname;

/** What stands beside the benchmarks. */
const NO_BENCHMARKS = new Set(["run.ts", "table.ts", "options.ts"]);

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
  run(options: BenchOptions): Promise<void>;
};
const against = values.against === undefined ? undefined : resolve(values.against);
await benchmark.run({ json: values.json, against });
