import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { estimateCost, type Prices, sumUp, type Usage } from "../../scripts/estimate-cost.ts";
import { synthesize } from "../support/synthesize.ts";

const prices = JSON.parse(readFileSync("scripts/prices.json", "utf8")) as Prices;
const guide = readFileSync("docs/cost.md", "utf8");

const SIZES: readonly (readonly [string, Usage])[] = [
  ["small", { pushes: 1e6, series: 50, clients: 5 }],
  ["middle", { pushes: 10e6, series: 50, clients: 20 }],
  ["large", { pushes: 100e6, series: 50, clients: 30 }],
];

const ofPushes = (pushes: number): number =>
  sumUp(estimateCost({ pushes, series: 50, clients: 20 }, prices).filter(({ kind }) => kind === "pushes"));

describe("the cost", () => {
  it("of each further million pushes is under five dollars", () => {
    expect(ofPushes(11e6) - ofPushes(10e6)).toBeLessThan(5);
  });

  it("is what the documentation says", () => {
    const row = /\*\*together\*\* \| (.*) \|/.exec(guide)?.[1]?.split(" | ");
    expect(row).toEqual(SIZES.map(([, usage]) => `**$${sumUp(estimateCost(usage, prices)).toFixed(0)}**`));
    expect(guide).toContain(`Each further million pushes costs $${ofPushes(1e6).toFixed(2)}`);
  });

  it("counts the endpoints, alarms and metrics that the stacks make", () => {
    const { network, observability } = synthesize();
    const interfaces = network.findResources("AWS::EC2::VPCEndpoint", {
      Properties: { VpcEndpointType: "Interface" },
    });
    const usd = (item: RegExp): number =>
      estimateCost(SIZES[0]![1], prices).find((line) => line.kind === "fixed" && item.test(line.item))?.usd ??
      0;
    expect(usd(/endpoints/)).toBeCloseTo(Object.keys(interfaces).length * 2 * 730 * 0.01);
    const count = (type: string): number => Object.keys(observability.findResources(type)).length;
    expect(usd(/alarms/)).toBeCloseTo(
      count("AWS::CloudWatch::Alarm") * 0.1 + count("AWS::Logs::MetricFilter") * 0.3,
    );
  });
});
