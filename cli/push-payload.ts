import type { Collected } from "../ci/metrics.ts";
import type { CiReport } from "../ci/summary/report.ts";
import { addExposition, writeExposition } from "../ci/write-exposition.ts";
import { detectFormat } from "../lambda/decode/detect-format.ts";
import { recogniseCompression } from "../lambda/decode/explain-encoding.ts";
import { findFormat } from "../lambda/decode/formats.ts";
import { TEXT_FORMAT } from "../lambda/decode/text/decode-text.ts";
import type { Format } from "../lambda/model/format.ts";
import type { GroupingKey } from "../lambda/model/grouping-key.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { CliPorts } from "./ports.ts";
import { readInput } from "./read-input.ts";

export interface PushPayload {
  readonly body: Uint8Array;
  readonly format: Format;
  /** Of the JUnit files that were read. */
  readonly tests?: CiReport["tests"];
}

/** The options of `push` that give the payload. */
export interface PayloadOptions {
  readonly type: "gauge" | "counter" | "untyped";
  readonly file?: string;
  readonly format?: string;
}

/** The metrics on the command line; undefined if there are none. */
export const readPushPayload = (
  metrics: readonly string[],
  { file, format, type }: PayloadOptions,
  { readStdin }: CliPorts,
): Result<PushPayload | undefined, string> => {
  if (file !== undefined) {
    if (metrics.length > 0) {
      return err("metrics and --file are both given: leave out one of them");
    }
    const body = readInput(file, readStdin);
    const compression = recogniseCompression(body);
    if (compression !== undefined) {
      return err(
        `--file ${file} is compressed with ${compression}: decompress it first; --file - reads standard input`,
      );
    }
    return ok({ body, format: findFormat(format ?? detectFormat(body))! });
  }
  const names = metrics.map((metric) => metric.replace(/=.*/s, ""));
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    return err(
      `${JSON.stringify(repeated)} is given twice: leave one out, or push a file with labels (--file)`,
    );
  }
  const lines = metrics.map((metric) => toLines(metric, type));
  const wrong = lines.find((line) => !line.ok);
  if (wrong?.ok === false) {
    return wrong;
  }
  const body = Buffer.from(lines.map((line) => (line.ok ? line.value : "")).join(""));
  return ok(metrics.length === 0 ? undefined : { body, format: TEXT_FORMAT });
};

const toLines = (metric: string, type: string): Result<string, string> => {
  const [, name, value] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)=([^\s]+)$/.exec(metric) ?? [];
  return name === undefined || value === undefined
    ? err(
        `${JSON.stringify(metric)} is not name=value, for instance build_seconds=42, with a name of letters, digits, _ and :; a file is given with --file`,
      )
    : ok(`# TYPE ${name} ${type}\n${name} ${value}\n`);
};

/** The given metrics, which are in the format text, with the collected ones below them. */
export const addCollected = (
  given: PushPayload | undefined,
  collected: Collected,
  key: GroupingKey,
): PushPayload => {
  const text = writeExposition(collected.metrics, new Set(key.labels.map(({ name }) => name)));
  return { body: addExposition(given?.body, text), format: TEXT_FORMAT, tests: collected };
};
