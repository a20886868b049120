import { describe, expect, it } from "@jest/globals";
import { runInProcess } from "../../support/cli.ts";

describe("a request for help", () => {
  it.each([
    ["help nonsense", "nonsense"],
    ["help confg", "confg"],
    ["nonsense --help", "nonsense"],
    ["help config nonsense", "nonsense"],
    ["config help nonsense", "nonsense"],
    ["config nonsense -h", "nonsense"],
  ])("`%s` says that there is no such command", async (line, word) => {
    const { status, stdout, stderr } = await runInProcess(line.split(" "));
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n", 1)).toEqual([`error: unknown command '${word}'`]);
  });

  it.each(["help config", "config help", "config --help", "help config check", "help push help"])(
    "`%s` shows the help",
    async (line) => {
      const { status, stdout } = await runInProcess(line.split(" "));
      expect([status, stdout]).toEqual([0, expect.stringContaining("Usage: pushgateway-proxy ")]);
    },
  );
});
