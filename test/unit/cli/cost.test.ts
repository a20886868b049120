import { describe, expect, it } from "@jest/globals";
import { runInProcess } from "../../support/cli.ts";

const run = async (...args: readonly string[]) => {
  const { status, stdout, stderr } = await runInProcess(["cost", ...args]);
  return { status, output: stdout || stderr };
};

const dollars = (output: string, item: string): number =>
  Number(new RegExp(`^ *${item} +\\$([\\d.]+)$`, "m").exec(output)?.[1]);

describe("npm run cost", () => {
  it("calculates pushes from groups and their interval", async () => {
    const { status, output } = await run("--groups", "100", "--interval", "1m", "--issuers", "2");
    expect(status).toBe(0);
    expect(output.split("\n")[0]).toBe(
      "4,380,000 pushes a month into 100 groups, 50 series each, 0 new groups, 20 clients, 2 issuers",
    );
    expect(dollars(output, "API Gateway")).toBe(15.33);
    expect(dollars(output, "metrics by caller and outcome")).toBe(33);
  });

  it("counts one client and one issuer as such", async () => {
    const { output } = await run("--pushes", "10", "--groups", "1", "--clients", "1", "--issuers", "1");
    expect(output).toMatch(/^10 pushes a month into 1 group, .*, 1 client, 1 issuer\n/);
  });

  it("accepts the pushes of a month instead", async () => {
    expect(dollars((await run("--pushes", "10e6")).output, "API Gateway")).toBe(35);
  });

  it("prints the sum of the fixed costs, and of all costs", async () => {
    const { output } = await run("--pushes", "0", "--clients", "0", "--groups", "0");
    expect(dollars(output, "together")).toBeGreaterThan(0);
    expect(dollars(output, "a month")).toBe(dollars(output, "together"));
  });

  it.each([
    [["--pushes", "1", "--interval", "1m"], "cannot be used with option '--interval <duration>'"],
    [["--interval", "often"], "It must be like 30s, 15m, 1h or 1d."],
    [["--groups", "-1"], "It must be a number of 0 or more."],
    [["--issuers", "some"], "It must be a number of 0 or more."],
    [["--pushes", ""], "It must be a number of 0 or more."],
    [["--client", "3"], "unknown option '--client'\n(Did you mean --clients?)"],
    [["groups", "3"], "too many arguments"],
  ])("refuses %j with the reason", async (args, told) => {
    const { status, output } = await run(...args);
    expect(status).toBe(2);
    expect(output).toContain(told);
  });

  it("answers in JSON", async () => {
    const { output } = await run("--pushes", "1e6", "--json");
    expect(JSON.parse(output)).toMatchObject({
      usage: { pushes: 1_000_000, clients: 20 },
      monthUsd: expect.any(Number),
    });
  });
});
