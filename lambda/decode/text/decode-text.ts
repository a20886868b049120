import type { Decoder } from "../decoder.ts";
import { decodeLines } from "./decode-lines.ts";
import { TextParser } from "./text-parser.ts";

/** Decodes the Prometheus text format 0.0.4. */
export const decodeText: Decoder = (bytes) =>
  decodeLines(
    bytes,
    (payload) => new TextParser(payload),
    ({ families }) => families.all.map((family) => family.build()),
  );
