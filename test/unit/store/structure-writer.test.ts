import { describe, expect, it } from "@jest/globals";
import { StructureWriter } from "../../../lambda/store/groups/structure-writer.ts";

const written = (write: (writer: StructureWriter) => void): Buffer => {
  const writer = new StructureWriter();
  write(writer);
  return Buffer.from(writer.bytes());
};

describe("StructureWriter", () => {
  it.each<[number, number[]]>([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 1]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 7]],
  ])("writes %i in as few bytes as possible", (value, bytes) => {
    expect([...written((writer) => writer.number(value))]).toEqual(bytes);
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["ASCII up to its last character", "a\u007f"],
    ["the first character after ASCII", "ab\u0080c"],
    ["characters of three bytes", "a€b"],
    ["surrogate pairs", "\u{1f600}a"],
    ["long ASCII", "x".repeat(127)],
    ["long text", `${"x".repeat(100)}é`],
  ])("writes a text as UTF-8 after its number of code units: %s", (_, text) => {
    expect(written((writer) => writer.string(text))).toEqual(
      Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]),
    );
  });

  it("writes texts after their number", () => {
    expect(written((writer) => writer.strings(["a", "", "bc"])).toString("latin1")).toBe(
      "\x03\x01a\x00\x02bc",
    );
  });

  it("writes a double in eight bytes", () => {
    const expected = Buffer.alloc(8);
    expected.writeDoubleBE(0.1);
    expect(written((writer) => writer.double(0.1))).toEqual(expected);
  });

  it.each<[string, number, (writer: StructureWriter) => void, Buffer]>([
    ["numbers", 200_000, (writer) => writer.number(5), Buffer.from([5])],
    ["doubles", 20_000, (writer) => writer.double(2), Buffer.from([0x40, 0, 0, 0, 0, 0, 0, 0])],
    ["texts", 30_000, (writer) => writer.string("€€"), Buffer.from("\x02€€")],
    ["one text", 1, (writer) => writer.string("€".repeat(100_000)), Buffer.from(`\xa0`, "latin1")],
  ])("keeps everything that was written, however long: %s", (_, times, write, each) => {
    const bytes = written((writer) => {
      writer.string("first");
      for (let count = 0; count < times; count++) {
        write(writer);
      }
    });
    const before = Buffer.from("\x05first");
    expect(bytes.subarray(0, before.length)).toEqual(before);
    const rest =
      times === 1
        ? Buffer.concat([each, Buffer.from([0x8d, 6]), Buffer.from("€".repeat(100_000))])
        : Buffer.concat(Array.from({ length: times }, () => each));
    expect(bytes.subarray(before.length).equals(rest)).toBe(true);
  });

  it("can be restarted", () => {
    const writer = new StructureWriter();
    writer.string("before");
    writer.restart();
    writer.number(1);
    expect([...writer.bytes()]).toEqual([1]);
  });
});
