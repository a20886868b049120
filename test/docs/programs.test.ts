import { describe, expect, it } from "@jest/globals";
import { describeMissing } from "./programs.ts";

const onlyDebians = (): undefined => undefined;

describe("a program that a snippet needs and the machine lacks", () => {
  it("is named with the release and the way to get it, if an older one is not enough", () =>
    expect(describeMissing("promtool", onlyDebians)).toBe(
      "promtool-3.16 is not on the PATH; .ci/run builds it into ~/.cache/pushgateway-proxy, and an older promtool is not enough",
    ));

  it("is named alone, if any release is enough", () =>
    expect(describeMissing("jq", onlyDebians)).toBe("jq is not on the PATH"));

  it("is not named if it is there", () =>
    expect(describeMissing("promtool", () => "/usr/bin/promtool-3.16")).toBeUndefined());
});
