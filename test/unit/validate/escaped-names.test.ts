import { describe, expect, it } from "@jest/globals";
import { escapeName } from "../../../lambda/validate/escaped-names.ts";

describe("escapeName", () => {
  it.each([
    ["a.b", "a_b", "U__a_2e_b"],
    ["1.5", "__5", "U___31__2e_5"],
    ["a_b c", "a_b_c", "U__a__b_20_c"],
    ["a:1", "a:1", "U__a:1"],
    ["\u{1f600}Z9", "_Z9", "U___1f600_Z9"],
  ])("escapes %j as prometheus/common does", (name, underscores, values) =>
    expect(escapeName(name)).toEqual({ underscores, values }),
  );

  it("escapes only the start of a name that is as long as a payload", () => {
    const { underscores, values } = escapeName("\u00e9".repeat(1_000_000));
    expect(underscores).toMatch(/^_{100}/);
    expect(values).toMatch(/^U__(_e9_){100}/);
    expect(underscores.length + values.length).toBeLessThan(10_000);
  });
});
