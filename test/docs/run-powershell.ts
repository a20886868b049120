import type { Runner } from "./runner.ts";
import { succeed } from "./runner.ts";

/**
 * The machines of the tests have no PowerShell. A block is translated into shell commands with the same programs and
 * arguments. A line that no rule below covers makes the test fail.
 */
export const runPowerShell: Runner = ({ text }, _, workshop) => succeed(workshop, toShell(text));

const toShell = (text: string): string =>
  text
    .replace(/\|\n\s*/g, "| ")
    .split(/\n|; (?=\$env:)/)
    .filter((line) => line !== "")
    .map(toShellLine)
    .join("\n");

const toShellLine = (line: string): string => {
  const [, name, value = ""] = /^\$env:(\w+) = (.*)$/.exec(line) ?? [];
  if (name !== undefined) {
    return `export ${name}=${value.startsWith('"') ? toWords(value) : `"$(${toWords(value)})"`}`;
  }
  const [, payload, command] = /^("[^"]*") \| (.*)$/.exec(line) ?? [];
  if (payload !== undefined && command !== undefined) {
    return `printf '%b\\n' ${toWords(payload)} | ${toWords(command)}`;
  }
  return toWords(line);
};

const toWords = (text: string): string => {
  const words = text
    .replaceAll("`n", "\\n")
    .replace(/\$env:(\w+)|\$\{env:(\w+)\}/g, (_, bare, braced) => `\${${bare ?? braced}}`)
    .replace(/\bcurl\.exe\b/g, "curl --fail-with-body");
  if (/`|\$(?!\{\w+\})|(?<!")@|\(/.test(words)) {
    throw new Error(`no rule translates ${text}`);
  }
  return words;
};
