import { COMMANDS_NOT_RUN, type CommandNotRun } from "./commands-not-run.ts";
import type { CodeBlock } from "./markdown.ts";

/** A block of shell, split into what is run unchanged and what is not. */
export interface ShellBlock {
  readonly script: string;
  readonly notRun: readonly { readonly command: string; readonly rule: CommandNotRun }[];
}

/** Whole commands: a backslash at the end of a line continues it. */
const toCommands = (text: string): readonly string[] =>
  text
    .replace(/\\\n/g, "\\\u0000")
    .split("\n")
    .map((line) => line.replaceAll("\u0000", "\n").replace(/\s+#\s.*$/, ""))
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));

export const readShellBlock = (text: string, startCommand: string): ShellBlock => {
  const commands = toCommands(text).filter((command) => command !== startCommand);
  const rules = commands.map((command) => ({
    command,
    rule: COMMANDS_NOT_RUN.find((candidate) => candidate.command.test(command)),
  }));
  return {
    script: rules.flatMap(({ command, rule }) => (rule === undefined ? [command] : [])).join("\n"),
    notRun: rules.flatMap(({ command, rule }) => (rule === undefined ? [] : [{ command, rule }])),
  };
};

/** What earlier blocks of a page set in the user's shell. Later blocks need it. */
export const exportsBefore = (blocks: readonly CodeBlock[], block: CodeBlock): string =>
  blocks
    .filter(({ language, line }) => language === "sh" && line < block.line)
    .flatMap(({ text }) => toCommands(text))
    .filter((command) => command.startsWith("export "))
    .map((command) => `${command}\n`)
    .join("");

const PROGRAMS = ["python3", "go", "prometheus", "promtool", "curl", "jq"];

/** Programs in the script that a machine may not have. */
export const programsOf = (script: string): readonly string[] =>
  PROGRAMS.filter((name) => new RegExp(`(^|[|;&(]\\s*)${name} `, "m").test(script));
