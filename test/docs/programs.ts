import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram, findPrometheus3, findPromtool3 } from "../support/real-components.ts";

/** What the documentation calls by a plain name is the current release, which `.ci/run` builds under a longer one. */
const CURRENT: ReadonlyMap<string, () => string | undefined> = new Map([
  ["prometheus", findPrometheus3],
  ["promtool", findPromtool3],
]);

/** A program that the documentation calls. */
export const findNamed = (name: string): string | undefined =>
  (CURRENT.get(name) ?? (() => findProgram(name)))();

/** Makes a folder of links to the current releases; gives a PATH on which they come first. */
export const linkCurrent = (folder: string): string => {
  const bin = join(folder, ".current");
  mkdirSync(bin);
  for (const [name, find] of CURRENT) {
    const program = find();
    if (program !== undefined) {
      symlinkSync(program, join(bin, name));
    }
  }
  return `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
};
