import { readdirSync, readFileSync } from "node:fs";
import type { FormatId } from "../../lambda/decode/formats.ts";

const FOLDER = new URL("../corpus/counterexamples/", import.meta.url);

/** A payload that once revealed a bug in the proxy, a Pushgateway or a test. */
export interface Counterexample {
  /** `<format>/<file>`. */
  readonly name: string;
  readonly format: FormatId;
  readonly bytes: Buffer;
}

/** All of test/corpus/counterexamples/, whose folders are named after the formats. */
export const readCounterexamples = (): readonly Counterexample[] =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: format }) =>
      readdirSync(new URL(`${format}/`, FOLDER)).map((file) => ({
        name: `${format}/${file}`,
        format: format as FormatId,
        bytes: readFileSync(new URL(`${format}/${file}`, FOLDER)),
      })),
    );

/** The expected answer to each payload. */
export const readAnswers = (): Readonly<Record<string, Answer>> =>
  JSON.parse(readFileSync(new URL("answers.json", FOLDER), "utf8")) as Record<string, Answer>;

export interface Answer {
  /** The issues, as `code` or `line:column code`; none if the payload is accepted. */
  readonly refusedFor: readonly string[];
}
