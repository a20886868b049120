import { afterEach, describe, expect, it } from "@jest/globals";
import { MissingProgram, requirePushgateway, requireWrk } from "../../bench/required-programs.ts";

const PATH = process.env["PATH"];

describe("a benchmark whose program is not installed", () => {
  afterEach(() => {
    process.env["PATH"] = PATH;
  });

  it.each([
    ["pushgateway", "prometheus-pushgateway", requirePushgateway],
    ["wrk", "wrk", requireWrk],
  ] as const)("says how to install %s", (program, debianPackage, require) => {
    process.env["PATH"] = "/nowhere";
    expect(require).toThrow(
      new MissingProgram(
        `this benchmark needs ${program} on the PATH; on Debian and Ubuntu, apt-get install ${debianPackage} installs it`,
      ),
    );
  });
});
