/** `npm run bench -- <name> [--json]`: every benchmark runs both sides in one go and prints its ratios last. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";

const folder = import.meta.dirname;

const listBenchmarks = async (): Promise<readonly string[]> =>
  (await readdir(folder))
    .filter((file) => /^[a-z]+\.ts$/.test(file) && file !== "run.ts")
    .map((file) => file.slice(0, -3));

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [name = ""] = positionals;

if (!/^[a-z]+$/.test(name) || !existsSync(`${folder}/${name}.ts`) || name === "run") {
  process.stderr.write(
    `there is no benchmark ${JSON.stringify(name)}; there are ${(await listBenchmarks()).join(", ")}\n`,
  );
  process.exit(1);
}

const benchmark = (await import(`./${name}.ts`)) as {
  run(options: { readonly json: boolean }): Promise<void>;
};
await benchmark.run(values);
