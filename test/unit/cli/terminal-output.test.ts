import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { printOutcome } from "../../../cli/define.ts";
import { createProgram } from "../../../cli/program.ts";
import { runInProcess } from "../../support/cli.ts";

const SCRIPT = join(import.meta.dirname, "../../../cli/main.ts");

/** Runs a command that fails with this missing file in its message. Returns standard error. */
const complain = async (file: string): Promise<string> => {
  const { stderr } = await promisify(execFile)(process.execPath, [SCRIPT, "check", file]).catch(
    (error) => error,
  );
  return stderr;
};

describe("a command's output", () => {
  it("cannot control the terminal", async () =>
    expect(await complain("/nowhere/\u009b2J\u001b[2J\u202e")).toBe(
      "/nowhere/\\u009b2J\\u001b[2J\\u202e: there is no such file or folder (ENOENT)\n",
    ));

  it("cannot control the terminal in JSON either, and stays the same JSON", () => {
    const json = { help: "\u009b2J\u001b[2J\u202e\n", "\u202e": 1 };
    const lines: string[] = [];
    const stdout = { write: (text: string) => lines.push(text), isTerminal: true, columns: 80 };
    printOutcome({ status: 0, text: "", json, stream: "stdout" }, "json", { stdout } as never);
    const written = lines.join("");
    expect(written).not.toContain("\u009b");
    expect(written).not.toContain("\u202e");
    expect(JSON.parse(written)).toEqual(json);
  });
});

describe("help", () => {
  const program = createProgram({ ports: undefined as never, answer: async () => {} });
  const commands = program.commands.flatMap((command) => [
    command.name(),
    ...command.commands.map((sub) => `${command.name()} ${sub.name()}`),
  ]);

  it.each([80, 140])("of every command fits into a terminal of %d columns", async (columns) => {
    const tooWide: string[] = [];
    for (const command of commands) {
      const write = (text: string): void => {
        tooWide.push(...text.split("\n").filter((line) => line.length > columns));
      };
      await runInProcess([...command.split(" "), "--help"], {
        stdout: { write, isTerminal: true, columns },
      });
    }
    expect(tooWide).toEqual([]);
    expect(commands.length).toBeGreaterThan(20);
  });

  it("has 80 columns in a pipe", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, "start", "--help"]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
