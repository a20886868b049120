import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { COMPILE_CACHE } from "../support/compile-cache.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findProgram } from "../support/real-components.ts";
import { openTerminal, python } from "../support/terminal/open-terminal.ts";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");

const COMPONENTS = { zsh: findProgram("zsh"), fish: findProgram("fish"), python };

describeWithReal("completion, in the shell that it is for", COMPONENTS, () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "completion-"));
    const program = join(folder, "pushgateway-proxy");
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
    chmodSync(program, 0o755);
    env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ZDOTDIR: folder, ...COMPILE_CACHE };
    for (const [shell, file] of [
      ["zsh", "_pushgateway-proxy"],
      ["fish", "pushgateway-proxy.fish"],
    ] as const) {
      writeFileSync(join(folder, file), execFileSync(program, ["completion", shell], { env }));
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["pushgateway-proxy gro", ["groups"]],
    ["pushgateway-proxy groups ", ["delete", "help", "list", "show"]],
    ["pushgateway-proxy token --r", ["--revoke", "--rotate"]],
    ["pushgateway-proxy check --format ", ["json", "openmetrics", "protobuf", "text"]],
  ])("fish completes %s", (typed, words) => {
    const script = `source ${join(folder, "pushgateway-proxy.fish")}; complete -C "${typed}"`;
    const offered = execFileSync("fish", ["--no-config", "-c", script], { env, encoding: "utf8" });
    expect(
      offered
        .trim()
        .split("\n")
        .map((line) => line.split("\t", 1)[0])
        .sort(),
    ).toEqual(words);
  });

  it("zsh completes a word, offers commands, and completes an option", async () => {
    const terminal = openTerminal(["zsh", "-f", "-i"], { columns: 100, env, cwd: folder });
    try {
      terminal.type(
        "PROMPT='READY'\"> \"; fpath=($HOME $fpath); autoload -Uz compinit; compinit -u -D; echo is' set'\n",
      );
      await terminal.waitFor("is set\n");
      await terminal.waitFor("READY> ");
      terminal.type("pushgateway-proxy gro\t");
      await terminal.waitFor("pushgateway-proxy groups ");
      terminal.type("\t");
      await terminal.waitFor(/delete +-- .*\n.*help +-- .*\n.*list +-- .*\n.*show +-- /);
      terminal.type("\u0015pushgateway-proxy token --rot\t");
      await terminal.waitFor("pushgateway-proxy token --rotate");
    } finally {
      terminal.kill();
      await terminal.ended;
    }
  }, 60_000);
});
