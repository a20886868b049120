import { describe, expect, it } from "@jest/globals";
import { escapeUnprintable, escapeUnprintableInLines } from "../../../lambda/model/printable.ts";

describe("text for a terminal", () => {
  it.each([
    ["C0 controls", "a\u0000\u0007\u001b[2J\rb", "a\\u0000\\u0007\\u001b[2J\\u000db"],
    ["DEL", "\u007f", "\\u007f"],
    ["the first and the last C1 control", "\u0080\u009f", "\\u0080\\u009f"],
    ["bidi embeddings and overrides", "\u202a\u202e", "\\u202a\\u202e"],
    ["bidi isolates", "\u2066\u2069", "\\u2066\\u2069"],
    ["bidi marks", "\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"],
    ["line and paragraph separators", "\u2028\u2029", "\\u2028\\u2029"],
    ["invisible characters", "\u200b\u2060\ufeff\u00ad", "\\u200b\\u2060\\ufeff\\u00ad"],
    ["tags outside the basic plane", "\u{e0041}", "\\udb40\\udc41"],
    ["half a surrogate pair", "\ud800", "\\ud800"],
    ["newlines and tabs", "a\n\tb", "a\\u000a\\u0009b"],
  ])("escapes %s", (_, text, escaped) => expect(escapeUnprintable(text)).toBe(escaped));

  it.each([
    ["letters next to the C1 controls", "~\u00a0\u00a1é"],
    ["other alphabets", "größe 名前 Ελλάδα مرحبا"],
    ["emoji with their joiners", "👩\u200d💻 نامه\u200cای"],
    ["backslashes", "\\u009b"],
  ])("keeps %s", (_, text) => expect(escapeUnprintable(text)).toBe(text));

  it("keeps newlines and tabs in text of several lines", () =>
    expect(escapeUnprintableInLines("a\n\tb\u009b\r\n")).toBe("a\n\tb\\u009b\\u000d\n"));

  it("does not change the meaning of a JSON text", () => {
    const value = { "a\u009b": ["\u202e\u{e0041}\n", "\\u009b"] };
    expect(JSON.parse(escapeUnprintable(JSON.stringify(value)))).toEqual(value);
  });
});
