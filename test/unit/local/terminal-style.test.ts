import { describe, expect, it } from "@jest/globals";
import { styleLine } from "../../../infra/local/terminal-style.ts";

const style = (line: string): string => styleLine(line, (name, text) => `<${name} ${text}>`);

describe("a line of the log on a terminal", () => {
  it("highlights a refusal, but no later status code in the line", () =>
    expect(style("16:25:07 ✗ PUT x (ci) 401 credential-invalid: 500 no-code: x\n")).toBe(
      "<dim 16:25:07> <red ✗> PUT x (ci) <yellow 401 credential-invalid>: 500 no-code: x\n",
    ));

  it("highlights a failure of the proxy in red", () =>
    expect(style("16:25:07 ✗ PUT x (ci) 500 internal: x\n")).toContain("<red 500 internal>:"));

  it("colours the mark of an accepted push", () =>
    expect(style("16:25:07 ✓ PUT x 37 series 1.9 ms\n")).toBe(
      "<dim 16:25:07> <green ✓> PUT x 37 series 1.9 ms\n",
    ));

  it("highlights a warning", () =>
    expect(style("16:25:07 warning: port 9091 is in use\n")).toBe(
      "<dim 16:25:07> <yellow warning>: port 9091 is in use\n",
    ));

  it("stays unchanged when it has nothing to highlight", () => {
    const line = "… and 5 more lines\n";
    expect(style(line)).toBe(line);
  });
});
