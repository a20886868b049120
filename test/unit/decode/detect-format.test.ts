import { describe, expect, it } from "@jest/globals";
import { detectFormat } from "../../../lambda/decode/detect-format.ts";
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
    ["openmetrics", "# TYPE a gauge\na 1\n# EOF\n"],
    ["openmetrics", "# EOF"],
    ["json", '{"a": 1}'],
    ["json", '\ufeff \n [{"name": "a"}]'],
  ])("is %s for %j", (format, payload) => expect(detectFormat(Buffer.from(payload))).toBe(format));

  it.each([
    ["a", 1],
    ["a_long_name_of_a_metric", 1],
    ["a", 100],
    ["a", 10_000],
  ])("is protobuf for a family %s of %i series", (name, metrics) =>
    expect(detectFormat(encodeExposition([family(name, metrics)]))).toBe("protobuf"),
  );
});
