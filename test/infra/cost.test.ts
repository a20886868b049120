import { describe, expect, it } from "@jest/globals";
import { createEmfAuditLog } from "../../lambda/adapters/emf-audit-log.ts";
import {
  ASSUMED,
  costOfMillionPushes,
  estimateCost,
  MEASURED,
  type Usage,
} from "../../scripts/estimate-cost.ts";
import { PRICES } from "../../scripts/read-prices.ts";
import { synthesize } from "../support/synthesize.ts";
import { AUDIT_RECORD, billedMetrics, writeAll, writeLines } from "../support/written-metrics.ts";

const USAGE: Usage = { pushes: 10e6, series: 50, groups: 100, clients: 20, issuers: 2 };

const usd = (item: RegExp, changes: Partial<Usage> = {}): number =>
  estimateCost({ ...USAGE, ...changes }, PRICES).find((line) => item.test(line.item))?.usd ?? Number.NaN;

describe("the cost", () => {
  it("of each further million pushes is under five dollars", () => {
    expect(costOfMillionPushes(PRICES)).toBeLessThan(5);
  });

  it("counts the endpoints, alarms and metrics that the stacks make", () => {
    const { network, observability } = synthesize();
    const interfaces = network.findResources("AWS::EC2::VPCEndpoint", {
      Properties: { VpcEndpointType: "Interface" },
    });
    expect(usd(/endpoints/)).toBeCloseTo(Object.keys(interfaces).length * 2 * 730 * 0.01);
    const count = (type: string): number => Object.keys(observability.findResources(type)).length;
    expect(usd(/alarms/)).toBeCloseTo(
      count("AWS::CloudWatch::Alarm") * 0.1 + count("AWS::Logs::MetricFilter") * 0.3,
    );
  });

  it("counts each metric that the functions write, once for each combination of its dimensions", () => {
    const billed = billedMetrics(
      writeAll({
        callers: ["a", "b"],
        pushOutcomes: ["ok", "payload-unsound", "contract-conflict"],
        credentialOutcomes: ["token-wrong"],
      }),
    );
    const ofCallers = [...billed].filter((metric) => metric.includes("client="));
    expect(ofCallers).toHaveLength(2 * (ASSUMED.pushOutcomes + ASSUMED.credentialOutcomes));
    expect(usd(/by caller/, { clients: 1, issuers: 1 })).toBeCloseTo(ofCallers.length * 0.3);
    expect(usd(/of the sweep/)).toBeCloseTo((billed.size - ofCallers.length) * 0.3);
  });

  it("takes a push's line of the log to be as long as it is", () => {
    const [line = ""] = writeLines((write) => createEmfAuditLog(write)(AUDIT_RECORD));
    expect(Math.abs(Buffer.byteLength(line) / MEASURED.pushLineBytes - 1)).toBeLessThan(0.1);
  });

  it("grows with issuers by checks and metrics, and not by secrets", () => {
    expect(usd(/secrets/, { issuers: 5 })).toBe(usd(/secrets/));
    expect(usd(/by caller/, { issuers: 5 })).toBeGreaterThan(usd(/by caller/));
    const perMillion = ({ pushes }: Pick<Usage, "pushes">) =>
      usd(/authorizer/, { pushes, clients: 0, issuers: 1 }) / (pushes / 1e6);
    expect(perMillion({ pushes: 10e6 })).toBeCloseTo(perMillion({ pushes: 1e6 }));
    const ofClient = (pushes: number) => usd(/authorizer/, { pushes, clients: 1, issuers: 0 });
    expect(ofClient(10e6)).toBe(ofClient(1e6));
  });

  it("grows with groups by what the registry writes of them", () => {
    expect(usd(/registry/, { groups: 1_000 })).toBeGreaterThan(2 * usd(/registry/));
    expect(usd(/API/, { groups: 1_000 })).toBe(usd(/API/));
  });

  it("can be told without a caller or a push", () => {
    for (const line of estimateCost({ pushes: 0, series: 0, groups: 0, clients: 0, issuers: 0 }, PRICES)) {
      expect([line.item, line.kind === "fixed" ? line.usd > 0 : line.usd]).toEqual([
        line.item,
        line.kind === "fixed" ? true : 0,
      ]);
    }
  });
});
