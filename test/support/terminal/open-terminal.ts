import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { until } from "../npm-start.ts";
import { findProgram } from "../real-components.ts";

/** A program in a terminal, as a user sees it. */
export interface Terminal {
  readonly type: (text: string) => void;
  /** All output so far, with line feeds as line ends. */
  readonly shown: () => string;
  /** Waits until the terminal shows this text, in any colours. */
  readonly waitFor: (pattern: RegExp | string) => Promise<void>;
  /** Waits for the end, and returns the exit status. */
  readonly ended: Promise<number | null>;
  readonly kill: () => void;
}

export interface TerminalSettings {
  readonly columns: number;
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
}

export const python = findProgram("python3");

export const openTerminal = (
  command: readonly string[],
  { columns, cwd, env }: TerminalSettings,
): Terminal => {
  // Only Python gets the environment of the test; the program gets `env`.
  const variables = Object.entries({ TERM: "xterm-256color", ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const child = spawn(
    python ?? "python3",
    [
      join(import.meta.dirname, "run-in-terminal.py"),
      String(columns),
      ...["/usr/bin/env", "-i", ...variables],
      ...command,
    ],
    { cwd, stdio: ["pipe", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const shown = (): string => output.replaceAll("\r\n", "\n");
  return {
    type: (text) => void child.stdin.write(text),
    shown,
    waitFor: async (pattern) => {
      const seen = (): string => stripVTControlCharacters(shown());
      await until(() =>
        typeof pattern === "string" ? seen().includes(pattern) : pattern.test(seen()),
      ).catch(() => {
        throw new Error(`the terminal does not show ${pattern}, but ${JSON.stringify(shown())}`);
      });
    },
    ended: once(child, "close").then(([status]) => status as number | null),
    kill: () => child.kill("SIGKILL"),
  };
};
