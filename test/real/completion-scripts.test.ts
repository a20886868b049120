import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");

const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });

/** The words that a shell is offered after these words. */
const offered = (...words: readonly string[]): readonly string[] =>
  run("complete", "--", ...words)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(":"))
    .map((line) => line.split("\t", 1)[0] ?? "");

describe("completion", () => {
  it("offers commands, subcommands and options", () => {
    expect(offered("")).toEqual(expect.arrayContaining(["start", "push", "check", "groups"]));
    expect(offered("groups", "")).toEqual(expect.arrayContaining(["list", "show", "delete"]));
    expect(offered("token", "--r")).toEqual(["--rotate", "--revoke"]);
    expect(offered("check", "--format", "")).toEqual(expect.arrayContaining(["text", "openmetrics"]));
  });

  it("is accepted by bash", () => {
    const script = run("completion", "bash");
    const printed = execFileSync("bash", ["-c", `${script}\ncomplete -p pushgateway-proxy`], {
      encoding: "utf8",
    });
    expect(printed).toMatch(/^complete .*pushgateway-proxy$/m);
  });

  // completion.test.ts runs zsh and fish; test/pipelines/parse-powershell.sh parses PowerShell's script.
  it.each(["zsh", "fish", "powershell"])("is printed for %s", (shell) => {
    expect(run("completion", shell)).toMatch(/pushgateway-proxy complete '?--/);
  });
});
