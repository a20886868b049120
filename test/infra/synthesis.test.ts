import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

/** Runs the CDK app as the CLI does, with bundling, cdk-nag and the library's own validation, whose findings are errors. */
const synthesizeApp = (config = "proxy.yaml"): string => {
  const outdir = mkdtempSync(join(tmpdir(), "cdk-out-"));
  const { context } = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: object };
  execFileSync(process.execPath, ["infra/app.ts"], {
    stdio: "pipe",
    env: {
      // No credentials and no region: the app must need neither.
      PATH: process.env["PATH"],
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, config, "aws:cdk:version-reporting": false }),
    },
  });
  return outdir;
};

const digestFiles = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(folder, file)).isFile())
      .map((file) => [
        file,
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex"),
      ]),
  );

describe("the CDK app", () => {
  it("gives the same bytes twice, functions included, and no finding of cdk-nag or of the library", () => {
    const [first, second] = [synthesizeApp(), synthesizeApp()].map(digestFiles);
    expect(Object.keys(first ?? {})).toEqual(
      expect.arrayContaining(["network.template.json", "pushgateway.template.json", "api.template.json"]),
    );
    expect(second).toEqual(first);
  });

  it("says what is wrong with a configuration, and ends", () => {
    expect(() => synthesizeApp("no-such.yaml")).toThrow(/no-such\.yaml:1:1: the file cannot be read/);
  });
});
