import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram, findPrometheus3, findPromtool3 } from "../support/real-components.ts";

interface CurrentProgram {
  /** Its name on the PATH. */
  readonly builtAs: string;
  readonly find: () => string | undefined;
}

/** Programs that the documentation calls by a plain name. `.ci/run` builds their current releases under longer names. */
const CURRENT: ReadonlyMap<string, CurrentProgram> = new Map([
  ["prometheus", { builtAs: "prometheus-3.16", find: findPrometheus3 }],
  ["promtool", { builtAs: "promtool-3.16", find: findPromtool3 }],
]);

/** Undefined: the machine has the program that the documentation calls by this name. Otherwise what is missing. */
export const describeMissing = (
  name: string,
  find: (name: string) => string | undefined = findNamed,
): string | undefined => {
  if (find(name) !== undefined) {
    return undefined;
  }
  const current = CURRENT.get(name);
  return current === undefined
    ? `${name} is not on the PATH`
    : `${current.builtAs} is not on the PATH; .ci/run builds it into ~/.cache/pushgateway-proxy, and an older ${name} is not enough`;
};

const findNamed = (name: string): string | undefined =>
  (CURRENT.get(name)?.find ?? (() => findProgram(name)))();

/** Makes a folder of links to the current releases. Returns a PATH that starts with it. */
export const linkCurrent = (folder: string): string => {
  const bin = join(folder, ".current");
  mkdirSync(bin);
  for (const [name, { find }] of CURRENT) {
    const program = find();
    if (program !== undefined) {
      symlinkSync(program, join(bin, name));
    }
  }
  return `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
};
