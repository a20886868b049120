import { describe, expect, it } from "@jest/globals";
import { TextLabelReader } from "../../../../lambda/decode/text/label-reader.ts";
import { CountingPayload } from "../../../support/counting-payload.ts";

/** A reader for the labels of some lines, with the offsets at which the labels start. */
const readLines = (...lines: readonly string[]) => {
  const payload = new CountingPayload(Buffer.from(`${lines.join("\n")}\n`));
  const reader = new TextLabelReader(payload);
  const starts = lines.map(
    (line, i) => lines.slice(0, i).join("\n").length + (i === 0 ? 0 : 1) + line.indexOf("{") + 1,
  );
  return { payload, reader, starts, read: (i: number) => reader.read(starts[i]!) };
};

/** The labels of each line, as `name=value`. */
const labelsOf = (...lines: readonly string[]): readonly string[] => {
  const { reader, starts, read } = readLines(...lines);
  return starts.map((_, i) => {
    if (read(i) === -1) {
      return `${reader.issue} at ${reader.issueAt - starts[i]!}`;
    }
    return reader.shape.written.map((name, at) => `${name}=${reader.valueAt(at)}`).join();
  });
};

/** The texts that are created for each line if all its values are read. */
const slicesOf = (...lines: readonly string[]): readonly (readonly string[])[] => {
  const { payload, reader, starts, read } = readLines(...lines);
  return starts.map((_, i) => {
    read(i);
    for (const at of reader.shape.written.keys()) {
      reader.valueAt(at);
    }
    return payload.slices.splice(0);
  });
};

describe("labels after others", () => {
  it.each([
    ["a name that is a prefix of the one before", ['a{xyz="1"}', 'a{xy="1"}'], ["xyz=1", "xy=1"]],
    ["a name that begins with the one before", ['a{xy="1"}', 'a{xyz="1"}'], ["xy=1", "xyz=1"]],
    ["a value that is a prefix of the one before", ['a{b="1",c="xyz"}', 'a{b="2",c="xy"}'], ["b=1,c=xyz", "b=2,c=xy"]],
    ["a value that begins with the one before", ['a{b="1",c="xy"}', 'a{b="2",c="xyz"}'], ["b=1,c=xy", "b=2,c=xyz"]],
    ["a value that differs late", ['a{b="0123456789x"}', 'a{b="0123456789y"}'], ["b=0123456789x", "b=0123456789y"]],
    ["fewer labels than two lines before", ['a{b="x",c="y",d="z"}', 'a{b="xxxxxxxxxxxxxxxxxxxxxxxx"}', 'a{b="xxxxxxxxxxxxxxxxxxxxxxxx"}'], ["b=x,c=y,d=z", "b=xxxxxxxxxxxxxxxxxxxxxxxx", "b=xxxxxxxxxxxxxxxxxxxxxxxx"]],
    ["an escape where the line before had none", ['a{b="x",c="1"}', 'a{b="x\\n",c="1"}', 'a{b="x",c="1"}'], ["b=x,c=1", "b=x\n,c=1", "b=x,c=1"]],
    ["an issue in a value that begins like the one before", ['a{b="x"}', 'a{b="x\\t"}', 'a{b="y\\t"}'], ["b=x", "escape-unknown at 4", "escape-unknown at 4"]],
    ["a line after one with an empty value", ['{b="",c="x"}', '{b="",c="y"}', '{b="z",c="y"}', '{b="z",c="z"}'], ["b=,c=x", "b=,c=y", "b=z,c=y", "b=z,c=z"]],
    ["a value at offset 0 after a value with escapes", ['{b="\\n"}', '{b=""}'], ["b=\n", "b="]],
  ])("are read: %s", (_, lines, labels) => expect(labelsOf(...lines)).toEqual(labels)); // biome-ignore format: a table

  it("returns where labels end", () => {
    const { starts, read } = readLines('a{b="x"}', 'a{b="x"}', 'a{b="xy" , }');
    expect(starts.map((start, i) => read(i) - start)).toEqual([6, 6, 10]);
  });

  it("creates texts only for names and values that the line before does not have", () => {
    expect(
      slicesOf('a{b="1",c="x"}', 'a{b="1",c="x"}', 'a{b="2",c="x"}', 'a{b="2",d="x"}', 'a{b="2",d="x",e=""}'),
    ).toEqual([["b", "c", "1", "x"], [], ["2"], ["d"], ["e", ""]]);
  });

  it("compares a line with the one before as a whole, if that has labels and none is empty", () => {
    const { payload, reader, read } = readLines(
      'a{b="1"}',
      'a{b="1"}',
      'a{b="2"}',
      'a{b=""}',
      'a{b="2"}',
      "a{}",
      'a{b="2"}',
    );
    const comparisons = [0, 1, 2, 3, 4, 5, 6].map((i) => {
      read(i);
      return payload.comparisons.splice(0);
    });
    // Without a comparison of the whole line, its name and its value are compared.
    expect(comparisons).toStrictEqual([[], [5], [5], [5], [1, 0], [5], [1, 1]]);
    reader.readNone();
    expect(reader.shape.written).toEqual([]);
  });

  it("knows whether the line that was read has empty values", () => {
    const { reader, read } = readLines('a{b=""}', 'a{b="1"}', 'a{b="1"}', 'a{b="1",c=""}');
    const isEmpty = [0, 1, 2, 3].map((i) => {
      read(i);
      return reader.hasEmptyValue;
    });
    expect(isEmpty).toEqual([true, false, false, true]);
    reader.readNone();
    expect(reader.hasEmptyValue).toBe(false);
  });
});

describe("the value of a label as a number", () => {
  it("is read without creating a text", () => {
    const { payload, reader, read } = readLines('a{le="0.5"}');
    read(0);
    payload.slices.splice(0);
    expect([reader.numberAt(0), payload.slices]).toEqual([0.5, []]);
  });

  it("is undefined if there is an escape", () => {
    const { reader, read } = readLines('1{le="1\\n"}');
    read(0);
    expect(reader.numberAt(0)).toBeUndefined();
  });
});

describe("the labels that were read", () => {
  it("are compared with other labels", () => {
    const { reader, read } = readLines(
      'a{b="1",c="2"}',
      'a{b="1",c="2"}',
      'a{b="1",c="3"}',
      'a{b="1"}',
      'a{c="2",b="1"}',
    );
    read(0);
    const labels = reader.toLabelSet(reader.shape.plain);
    expect(labels).toEqual({ names: ["b", "c"], values: ["1", "2"] });
    const isSame = [1, 2, 3, 4].map((i) => {
      read(i);
      return reader.hasLabels(labels, reader.shape.plain);
    });
    expect(isSame).toEqual([true, false, false, true]);
  });

  it("have texts only for labels that are kept", () => {
    const { payload, reader, read } = readLines('a{b="1",le="2"}');
    read(0);
    payload.slices.splice(0);
    expect([reader.toLabelSet(reader.shape.withoutLe), payload.slices]).toEqual([
      { names: ["b"], values: ["1"] },
      ["1"],
    ]);
  });
});
