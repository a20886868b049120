/**
 * `npm run bench -- <name> [--json] [--against FOLDER]`: every benchmark measures all sides in one run, prints its
 * ratios, and draws its figures as bars (also as SVG in .local/bench/).
 * FOLDER is another checkout of the project, with its node_modules, which `push` measures as well.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { showProgress } from "../runner/show-progress.ts";
import { drawBars, toSvg } from "./bars.ts";
import type { Benchmark, BenchResult } from "./benchmark.ts";
import { MissingProgram } from "./required-programs.ts";

const folder = import.meta.dirname;

/** Files of the folder that are not benchmarks. */
const NO_BENCHMARKS = new Set(["run.ts", "table.ts", "benchmark.ts", "bars.ts"]);

const listBenchmarks = async (): Promise<readonly string[]> =>
  (await readdir(folder))
    .filter((file) => /^[a-z]+\.ts$/.test(file) && !NO_BENCHMARKS.has(file))
    .map((file) => file.slice(0, -3));

const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

const readArguments = () => {
  try {
    return parseArgs({
      options: { json: { type: "boolean", default: false }, against: { type: "string" } },
      allowPositionals: true,
    });
  } catch (error) {
    const [problem] = (error as Error).message.split(". ");
    return fail(`${problem}; there are --json and --against FOLDER`);
  }
};

const { values, positionals } = readArguments();
const [name = ""] = positionals;

if (name === "") {
  process.stdout.write(`${(await listBenchmarks()).join("\n")}\n`);
  process.exit();
}
if (!/^[a-z]+$/.test(name) || !existsSync(`${folder}/${name}.ts`) || NO_BENCHMARKS.has(`${name}.ts`)) {
  fail(`there is no benchmark ${JSON.stringify(name)}; there are ${(await listBenchmarks()).join(", ")}`);
}

if (values.against !== undefined && name !== "push") {
  fail(`${name} does not compare with another checkout: only push takes --against`);
}

const measure = async (): Promise<BenchResult> => {
  const { run } = (await import(`./${name}.ts`)) as { readonly run: Benchmark };
  const against = values.against === undefined ? undefined : resolve(values.against);
  const progress = showProgress();
  try {
    return await run({ against, progress });
  } catch (error) {
    progress.clear();
    if (error instanceof MissingProgram) {
      return fail(error.message);
    }
    throw error;
  } finally {
    progress.clear();
  }
};

const { json, report, drawings, isOver = false } = await measure();
if (values.json) {
  process.stdout.write(`${JSON.stringify(json)}\n`);
} else {
  const bars = drawings.map((drawing) => drawBars(drawing, process.stdout.columns));
  const file = join(".local", "bench", `${name}.svg`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, toSvg(drawings));
  process.stdout.write(`${report}\n${bars.join("\n")}\ndrawn in ${file}\n`);
}
if (isOver) {
  process.exitCode = 1;
}
