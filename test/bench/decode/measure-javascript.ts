/**
 * Measures the parsers that run in Node with the given files, as `../go/main.go` measures those in Go:
 * `node --expose-gc measure-javascript.ts <round in ms> <file>…` prints one JSON object per file and parser.
 */
import { readFileSync } from "node:fs";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import type { FormatId } from "../../../lambda/decode/formats.ts";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import { encodeExposition } from "../../../lambda/encode/encode-exposition.ts";
import type { Result } from "../../../lambda/model/result.ts";
import { createStrictValidator } from "../../../lambda/validate/validate.ts";
import { type PlainDecoder, pushedTo } from "../../support/sent-payloads.ts";

const validate = createStrictValidator(Date.now);

const expectOk = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  return result.value;
};

/** What the product does with a payload to know that it is valid. */
const createDecodeAndValidate = (
  format: FormatId,
  decoder: PlainDecoder,
  payload: Uint8Array,
): (() => unknown) => {
  const push = pushedTo({ format });
  return () => expectOk(validate(expectOk(decoder(payload)), push));
};

const toDelimited = (payload: Uint8Array): Uint8Array =>
  encodeExposition(expectOk(decodeText(payload)).families).slice();

/** Of all threads, so that other processes and a second core make no difference. */
const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/**
 * The number of parses between two readings of the clock. A reading costs as much as a few lines of a payload. Go uses
 * the same number.
 */
const PARSES_A_READING = 20;

/** Best of several rounds. */
const secondsPerParse = (parse: () => unknown, roundSeconds: number): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    const start = processorSeconds();
    let parses = 0;
    let took = 0;
    while (took < roundSeconds) {
      for (let i = 0; i < PARSES_A_READING; i++) {
        parse();
      }
      parses += PARSES_A_READING;
      took = processorSeconds() - start;
    }
    best = Math.min(best, took / parses);
  }
  return best;
};

const heapUsed = (): number => process.memoryUsage().heapUsed;

const collectGarbage = (): void => {
  if (globalThis.gc === undefined) {
    throw new Error("run with --expose-gc");
  }
  globalThis.gc();
};

/** The growth of the heap during one parse, including garbage, and the part that the result keeps. */
const heapOf = (parse: () => unknown): { readonly heapBytes: number; readonly heldBytes: number } => {
  collectGarbage();
  const before = heapUsed();
  const result = parse();
  const after = heapUsed();
  collectGarbage();
  const held = heapUsed();
  return result === undefined
    ? { heapBytes: 0, heldBytes: 0 }
    : { heapBytes: after - before, heldBytes: held - before };
};

const [round = "200", ...files] = process.argv.slice(2);
for (const file of files) {
  const payload = readFileSync(file);
  const text = payload.toString();
  const ofProtobuf: [string, () => unknown] = [
    "protobuf",
    createDecodeAndValidate(
      "protobuf",
      decodeProtobuf,
      file.endsWith(".pb") ? payload : toDelimited(payload),
    ),
  ];
  const parsers: readonly [string, () => unknown][] = file.endsWith(".pb")
    ? [ofProtobuf]
    : [
        ["text", createDecodeAndValidate("text", decodeText, payload)],
        ofProtobuf,
        ["parse-prometheus-text-format", () => parsePrometheusTextFormat(text)],
      ];
  for (const [parser, parse] of parsers) {
    const measured = { file, parser, secondsPerParse: secondsPerParse(parse, Number(round) / 1_000) };
    process.stdout.write(`${JSON.stringify({ ...measured, ...heapOf(parse) })}\n`);
  }
}
