import { describe, expect, it } from "@jest/globals";
import { toAnnotation, toMask, toOutput, toPlainLine } from "../../../action/workflow-commands.ts";

describe("workflow commands", () => {
  it("escape characters that would end a property or the line", () =>
    expect(toAnnotation("error", "50%\nof, it: all\r", { file: "a,b:c%.prom", line: 2, col: 7 })).toBe(
      "::error file=a%2Cb%3Ac%25.prom,line=2,col=7::50%25%0Aof, it: all\\u000d",
    ));

  it("have no space where there are no properties", () =>
    expect(toAnnotation("warning", "x", { file: undefined })).toBe("::warning::x"));

  it("mask a secret with a percent sign", () => expect(toMask("a%b")).toBe("::add-mask::a%25b"));

  it.each([
    ["::error::x", "> ::error::x"],
    ["  ::stop-commands::x", ">   ::stop-commands::x"],
    ["a ##[error]x", "a ## [error]x"],
    ["a\n::error::x", "a ::error::x"],
    ["a :: b", "a :: b"],
    ["a\u001b[31m\u009b1m\u202eb", "a\\u001b[31m\\u009b1m\\u202eb"],
  ])("cannot be started by a plain line: %j", (text, line) => expect(toPlainLine(text)).toBe(line));

  it("write an output whose value contains a delimiter", () => {
    const [head = "", ...rest] = toOutput("code", "EOF\nother=1").split("\n");
    const [name, delimiter] = head.split("<<");
    expect(name).toBe("code");
    expect(rest).toEqual(["EOF", "other=1", delimiter, ""]);
    expect(delimiter).not.toBe("EOF");
  });
});
