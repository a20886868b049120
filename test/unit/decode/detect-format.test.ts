import { describe, expect, it } from "@jest/globals";
import { detectFormat } from "../../../lambda/decode/detect-format.ts";
import { FORMATS, findFormat } from "../../../lambda/decode/formats.ts";
import { encodeExposition } from "../../../lambda/encode/encode-exposition.ts";

const family = (name: string, metrics: number) => ({
  type: "gauge" as const,
  name,
  help: "",
  at: 0,
  metrics: Array.from({ length: metrics }, (_, index) => ({
    labels: { names: ["a"], values: [String(index)] },
    value: index,
    at: 0,
  })),
});

describe("the format of a payload", () => {
  it.each([
    ["text", "a 1\n"],
    ["text", "# HELP a {b}\n# TYPE a gauge\na 1"],
    ["text", ""],
    ["text", "\n\na 1\n"],
    ["text", "\n\n\na\t1\n\n\na 1\r\n"],
    ["text", "# EOF\na 1\n"],
    ["text", " \ufeff{}"],
    ["openmetrics", "# TYPE a gauge\na 1\n# EOF\n"],
    ["openmetrics", "# EOF"],
    ["json", '{"a": 1}'],
    ["json", '\ufeff \n [{"name": "a"}]'],
  ])("is %s for %j", (format, payload) => expect(detectFormat(Buffer.from(payload))).toBe(format));

  it.each([
    ["the tag of another field", [5, 0x12, 1, 0x61, 0]],
    ["a name that does not start with a letter", [5, 0x0a, 1, 0x12, 0]],
    ["the tag of a name and nothing else", [5, 0x0a, 1]],
  ])("is text for bytes that begin like protobuf, but with %s", (_, bytes) =>
    expect(detectFormat(Uint8Array.from(bytes))).toBe("text"),
  );

  it("is protobuf for a message of 128 bytes, whose length has two bytes", () =>
    expect(detectFormat(Uint8Array.from([0x80, 1, 0x0a, 1, 0x61]))).toBe("protobuf"));

  it("is protobuf for a payload that was cut short", () =>
    expect(detectFormat(encodeExposition([family("a_long_name", 1)]).subarray(0, 6))).toBe("protobuf"));

  it.each([
    ["a", 1],
    ["a_long_name_of_a_metric", 1],
    ["a", 100],
    ["a", 10_000],
  ])("is protobuf for a family %s of %i series", (name, metrics) =>
    expect(detectFormat(encodeExposition([family(name, metrics)]))).toBe("protobuf"),
  );
});

describe("findFormat", () => {
  it("finds each format by its id, and no other", () => {
    expect(FORMATS.map(({ id }) => findFormat(id))).toEqual(FORMATS);
    expect(findFormat("xml")).toBeUndefined();
  });
});
