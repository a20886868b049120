import { describe, expect, it } from "@jest/globals";
import { runCostCommand } from "../../../scripts/cost-command.ts";
import { PRICES } from "../../../scripts/estimate-cost.ts";

const run = (...args: readonly string[]) => runCostCommand(args, PRICES);

const dollars = (output: string, item: string): number =>
  Number(new RegExp(`^ *${item} +\\$([\\d.]+)$`, "m").exec(output)?.[1]);

describe("npm run cost", () => {
  it("makes pushes of groups and their interval", () => {
    const { status, output } = run("--groups", "100", "--interval", "1m", "--issuers", "2");
    expect(status).toBe(0);
    expect(output.split("\n")[0]).toBe(
      "4380000 pushes a month into 100 groups, 50 series each, 0 new groups, 20 clients, 2 issuers",
    );
    expect(dollars(output, "API Gateway")).toBe(15.33);
    expect(dollars(output, "metrics by caller and outcome")).toBe(33);
  });

  it("takes the pushes of a month instead", () => {
    expect(dollars(run("--pushes", "10e6").output, "API Gateway")).toBe(35);
  });

  it("adds up what is fixed, and all of it", () => {
    const { output } = run("--pushes", "0", "--clients", "0", "--groups", "0");
    expect(dollars(output, "together")).toBeGreaterThan(0);
    expect(dollars(output, "a month")).toBe(dollars(output, "together"));
  });

  it.each([
    [["--pushes", "1", "--interval", "1m"], "--pushes and --interval say the same: give one of them"],
    [["--interval", "often"], "--interval must be like 30s, 15m, 1h or 1d, got often"],
    [["--groups", "-1"], "argument is ambiguous"],
    [["--issuers", "some"], "--issuers must be a number of 0 or more, got some"],
    [["--pushes", ""], "--pushes must be a number of 0 or more, got "],
    [["--customers", "3"], "Unknown option '--customers'"],
    [["groups", "3"], 'unexpected argument "groups"'],
  ])("%j says what is wrong and how it is used", (args, told) => {
    expect(run(...args)).toEqual({
      status: 2,
      stream: "stderr",
      output: expect.stringMatching(/\n\nusage: npm run cost/),
    });
    expect(run(...args).output).toContain(told);
  });
});
