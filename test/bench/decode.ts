/**
 * `npm run bench -- decode`: decoding **and validating** a payload, compared with parsers that only parse: Go's expfmt,
 * Prometheus' own PromParser with materialised labels, protodelim (of the same families in protobuf), and the fastest
 * parser on npm. Processor time, best of several rounds, all in one run on one core. MB/s are of the text, whatever the
 * format.
 */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { createLargeExposition } from "./decode/large-exposition.ts";
import { createNativeExposition } from "./decode/native-exposition.ts";
import { formatTable } from "./table.ts";

interface Measurement {
  readonly file: string;
  readonly parser: string;
  readonly secondsPerParse: number;
  /** In Go: what one parse allocates. */
  readonly allocatedBytes?: number;
  /** In Node: the growth of the heap during one parse, including garbage. */
  readonly heapBytes?: number;
  /** In Node: the memory that the result keeps. */
  readonly heldBytes?: number;
}

const ROUND_MS = "200";
const PASSES = 3;

export const run: Benchmark = async ({ progress }) => {
  const folder = mkdtempSync(join(tmpdir(), "bench-decode-"));
  try {
    const files = writePayloads(folder);
    const measurements = await measureInTurn(folder, files, progress);
    return {
      json: toSummary(measurements),
      report: toReport(measurements),
      drawings: [...Map.groupBy(measurements, ({ file }) => file)].flatMap(([file, ofFile]) =>
        toBars(ofFile, ({ parser }) => parser, [
          { title: basename(file), unit: "MB/s", figureOf: toMegabytesPerSecond },
        ]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const toMegabytesPerSecond = ({ file, secondsPerParse }: Measurement): number =>
  statSync(file).size / 1e6 / secondsPerParse;

const writePayloads = (folder: string): readonly string[] => {
  const sample = join(folder, "sample.prom");
  const large = join(folder, "large.prom");
  writeFileSync(sample, readFileSync(join(import.meta.dirname, "../corpus/sample.prom")));
  writeFileSync(large, createLargeExposition());
  const native = join(folder, "native.pb");
  writeFileSync(native, createNativeExposition());
  return [sample, large, native];
};

const measureJavaScript = (files: readonly string[]): Promise<readonly Measurement[]> =>
  onOneCore([
    process.execPath,
    "--expose-gc",
    join(import.meta.dirname, "decode/measure-javascript.ts"),
    ROUND_MS,
    ...files,
  ]);

/** The command that measures the Go parsers; none if they cannot be built. */
const buildGo = async (folder: string, progress: Progress): Promise<string | undefined> => {
  const parsers = join(folder, "parsers");
  try {
    progress.show({ done: 0, total: undefined, text: "building the parsers in Go" });
    await promisify(execFile)("go", ["build", "-o", parsers, "."], { cwd: join(import.meta.dirname, "go") });
    return parsers;
  } catch (error) {
    progress.clear();
    process.stderr.write(`the parsers in Go are left out: ${(error as Error).message}\n`);
    return undefined;
  }
};

/** Both sides in turn, several times, since the load of a machine changes. The best of each counts. */
const measureInTurn = async (
  folder: string,
  files: readonly string[],
  progress: Progress,
): Promise<readonly Measurement[]> => {
  const go = await buildGo(folder, progress);
  const best = new Map<string, Measurement>();
  for (let pass = 0; pass < PASSES; pass++) {
    progress.show({ done: pass, total: PASSES, text: "passes over all parsers" });
    const inGo = go === undefined ? [] : await onOneCore([go, ROUND_MS, ...files]);
    for (const measurement of [...(await measureJavaScript(files)), ...inGo]) {
      const key = `${measurement.file} ${measurement.parser}`;
      const before = best.get(key);
      if (before === undefined || measurement.secondsPerParse < before.secondsPerParse) {
        best.set(key, measurement);
      }
    }
  }
  return [...best.values()];
};

/** Runs a program that prints one measurement per line. */
const onOneCore = async (command: readonly string[]): Promise<readonly Measurement[]> => {
  const [program, ...args] = existsSync("/usr/bin/taskset") ? ["taskset", "-c", "0", ...command] : command;
  const { stdout } = await promisify(execFile)(program!, args, { maxBuffer: 1e8 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Measurement);
};

const PEERS = ["expfmt", "promparser", "parse-prometheus-text-format"];

const toSummary = (measurements: readonly Measurement[]): unknown => ({
  measurements: measurements.map((measurement) => ({ ...measurement, file: basename(measurement.file) })),
  ratios: toRatios(measurements),
});

/** How many times faster than each peer. */
const toRatios = (measurements: readonly Measurement[]): readonly (readonly [string, string, number])[] =>
  [...new Set(measurements.map(({ file }) => file))].flatMap((file) => {
    const secondsOf = (parser: string): number | undefined =>
      measurements.find((one) => one.file === file && one.parser === parser)?.secondsPerParse;
    const ratio = (own: string, peer: string): readonly (readonly [string, string, number])[] => {
      const seconds = secondsOf(peer);
      return seconds === undefined ? [] : [[basename(file), `${own} / ${peer}`, seconds / secondsOf(own)!]];
    };
    return [...PEERS.flatMap((peer) => ratio("text", peer)), ...ratio("protobuf", "protodelim")];
  });

const toReport = (measurements: readonly Measurement[]): string => {
  const rows = measurements.map((measurement) => [
    basename(measurement.file),
    measurement.parser,
    toMegabytesPerSecond(measurement).toFixed(1),
    (measurement.secondsPerParse * 1e6).toFixed(1),
    toKilobytes(measurement.heapBytes ?? measurement.allocatedBytes),
    toKilobytes(measurement.heldBytes),
  ]);
  const ratios = toRatios(measurements).map(
    ([file, sides, ratio]) => `${file}: ${sides} = ${ratio.toFixed(2)}\n`,
  );
  return `${formatTable(["input", "parser", "MB/s", "us", "heap kB", "held kB"], rows)}\n${ratios.join("")}`;
};

const toKilobytes = (bytes: number | undefined): string =>
  bytes === undefined ? "" : (bytes / 1e3).toFixed(0);
