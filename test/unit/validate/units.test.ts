import { describe, expect, it } from "@jest/globals";
import { findUnit } from "../../../lambda/validate/units.ts";

describe("findUnit", () => {
  it.each([
    ["amperes", "amperes"], ["bytes", "bytes"], ["celsius", "celsius"], ["grams", "grams"], ["joules", "joules"], ["kelvin", "kelvin"],
    ["meters", "meters"], ["metres", "metres"], ["seconds", "seconds"], ["volts", "volts"], ["minutes", "seconds"], ["hours", "seconds"],
    ["days", "seconds"], ["weeks", "seconds"], ["kelvins", "kelvin"], ["fahrenheit", "celsius"], ["rankine", "celsius"],
    ["inches", "meters"], ["yards", "meters"], ["miles", "meters"], ["bits", "bytes"], ["calories", "joules"], ["pounds", "grams"],
    ["ounces", "grams"],
  ])("finds %s, with the base unit %s", (written, base) => {
    expect(findUnit(`a_${written}_total`)).toEqual({ written, base });
  }); // biome-ignore format: a table

  it.each(
    "pico nano micro milli centi deci deca hecto kilo kibi mega mibi giga gibi tera tebi peta pebi".split(
      " ",
    ),
  )("knows the prefix %s", (prefix) => {
    expect(findUnit(`a_${prefix}bytes`)).toEqual({ written: `${prefix}bytes`, base: "bytes" });
  });

  it.each(["queue_length", "bytesize", "a_bytesmilli", "xmilliseconds", "", "_"])(
    "finds no unit in %j",
    (name) => {
      expect(findUnit(name)).toBeUndefined();
    },
  );

  it("returns the first of several units", () => {
    expect(findUnit("bytes_per_seconds")).toEqual({ written: "bytes", base: "bytes" });
  });
});
