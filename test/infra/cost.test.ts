import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { Template } from "aws-cdk-lib/assertions";
import { createEmfAuditLog } from "../../lambda/adapters/cloudwatch/emf-audit-log.ts";
import { toGroupAttributes } from "../../lambda/adapters/dynamodb/dynamodb-group-attributes.ts";
import { packContent } from "../../lambda/adapters/stored-content.ts";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { hashText } from "../../lambda/store/contracts/contract-key.ts";
import { toOwnFamilies } from "../../lambda/store/groups/own-families.ts";
import type { Usage } from "../../scripts/cost-usage.ts";
import {
  ASSUMED,
  costOfMillionPushes,
  estimateCost,
  MEASURED,
  PRICES,
  STORE_REQUESTS,
  STORED,
} from "../../scripts/estimate-cost.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { createLiveGroup } from "../support/store/live-group.ts";
import { TRAFFIC_SHAPES } from "../support/store/traffic-shapes.ts";
import { synthesize } from "../support/synthesize.ts";
import { AUDIT_RECORD, billedMetrics, writeAll, writeLines } from "../support/written-metrics.ts";

const USAGE: Usage = { pushes: 10e6, series: 50, groups: 100, newGroups: 0, clients: 20, issuers: 2 };

/** The size of the sample's item as DynamoDB counts it: the names and values of its attributes. */
const storeSample = (): { readonly bytes: number; readonly series: number } => {
  const decoded = decodeText(readFileSync("test/corpus/sample.prom"));
  if (!decoded.ok) {
    throw new TypeError("the sample cannot be read");
  }
  const key = GroupingKey.of("desktop-app", [{ name: "instance", value: "laptop" }]);
  const families = toOwnFamilies(decoded.value.families, key);
  const group = createLiveGroup(
    { key, families, atMs: 1_764_300_000_000 },
    "groups".repeat(10),
    new Set(["instance"]),
  );
  const attributes: Record<string, { readonly S?: string; readonly N?: string; readonly B?: Uint8Array }> = {
    pk: { S: hashText(group.path) },
    ...toGroupAttributes(group, packContent(group.content)),
  };
  const bytes = Object.entries(attributes).reduce(
    (sum, [name, { S = "", N = "", B = new Uint8Array() }]) =>
      sum + name.length + S.length + Math.ceil(N.length / 2) + 1 + B.length,
    0,
  );
  return { bytes, series: group.series };
};

/** Two filters can count into one metric. */
const countLogMetrics = (template: Template): number =>
  new Set(
    Object.values(template.findResources("AWS::Logs::MetricFilter")).map(
      (filter) => filter["Properties"].MetricTransformations[0].MetricName,
    ),
  ).size;

const usd = (item: RegExp, changes: Partial<Usage> = {}): number =>
  estimateCost({ ...USAGE, ...changes }, PRICES).find((line) => item.test(line.item))?.usd ?? Number.NaN;

describe("the cost", () => {
  it("of each further million pushes is under six dollars", () => {
    expect(costOfMillionPushes({ series: 37 }, PRICES)).toBeLessThan(6);
  });

  it("counts the endpoints, alarms and metrics that the stacks create", () => {
    const { network, observability } = synthesize();
    const interfaces = network.findResources("AWS::EC2::VPCEndpoint", {
      Properties: { VpcEndpointType: "Interface" },
    });
    expect(usd(/endpoints/)).toBeCloseTo(Object.keys(interfaces).length * 2 * 730 * 0.01);
    const count = (type: string): number => Object.keys(observability.findResources(type)).length;
    expect(usd(/alarms/)).toBeCloseTo(
      count("AWS::CloudWatch::Alarm") * 0.1 + countLogMetrics(observability) * 0.3,
    );
  });

  it("counts each metric that the functions write, once for each combination of its dimensions", () => {
    const billed = billedMetrics(
      writeAll({
        callers: ["a", "b"],
        pushOutcomes: ["ok", "payload-invalid", "contract-conflict"],
        credentialOutcomes: ["token-wrong"],
      }),
    );
    const ofCallers = [...billed].filter((metric) => metric.includes("client="));
    expect(ofCallers).toHaveLength(2 * (ASSUMED.pushOutcomes + ASSUMED.credentialOutcomes));
    expect(usd(/by caller/, { clients: 1, issuers: 1 })).toBeCloseTo(ofCallers.length * 0.3);
    expect(usd(/of the sweep/)).toBeCloseTo((billed.size - ofCallers.length) * 0.3);
  });

  it("contains no Pushgateway if there is none", () => {
    const scraper = { ...createProxyConfig().clients[0]!, id: "prometheus", scrape: { jobs: ["*"] } };
    const config = createProxyConfig({ pushgateway: "none" });
    const { observability } = synthesize({ ...config, clients: [...config.clients, scraper] });
    const count = (type: string): number => Object.keys(observability.findResources(type)).length;
    const without = { pushgateway: "none" } as const;
    expect(usd(/alarms/, without)).toBeCloseTo(
      count("AWS::CloudWatch::Alarm") * 0.1 + countLogMetrics(observability) * 0.3,
    );
    const billed = billedMetrics(
      writeAll({
        callers: [],
        pushOutcomes: [],
        credentialOutcomes: [],
        config,
      }),
    );
    expect(usd(/of the sweep/, without)).toBeCloseTo(billed.size * 0.3);
    const items = estimateCost({ ...USAGE, ...without }, PRICES).map(({ item }) => item);
    expect(items.filter((item) => /Fargate|endpoints|file system/.test(item))).toEqual([]);
    expect(usd(/page, scraped/, without)).toBeGreaterThan(0);
    expect(usd(/page, scraped/)).toBeNaN();
  });

  it("assumes the real length of a push's log line", () => {
    const [line = ""] = writeLines((write) => createEmfAuditLog(write)(AUDIT_RECORD));
    expect(Math.abs(Buffer.byteLength(line) / MEASURED.pushLineBytes - 1)).toBeLessThan(0.1);
  });

  it("grows with issuers by checks and metrics, not by secrets", () => {
    expect(usd(/secrets/, { issuers: 5 })).toBe(usd(/secrets/));
    expect(usd(/by caller/, { issuers: 5 })).toBeGreaterThan(usd(/by caller/));
    const perMillion = ({ pushes }: Pick<Usage, "pushes">) =>
      usd(/authorizer/, { pushes, clients: 0, issuers: 1 }) / (pushes / 1e6);
    expect(perMillion({ pushes: 10e6 })).toBeCloseTo(perMillion({ pushes: 1e6 }));
    const ofClient = (pushes: number) => usd(/authorizer/, { pushes, clients: 1, issuers: 0 });
    expect(ofClient(10e6)).toBe(ofClient(1e6));
  });

  it("assumes the store requests of the real push code", async () => {
    const { steady, adopting, merging, newGroup, newNames, deleted, refused, ownGroup } = STORE_REQUESTS;
    const counted = async (shape: keyof typeof TRAFFIC_SHAPES, families: number) => {
      const { writes, readItems } = await TRAFFIC_SHAPES[shape].count(families);
      return { writes, reads: readItems };
    };
    for (const families of [2, 11]) {
      const reads = newGroup.reads + newGroup.readsPerFamily * families;
      expect(await counted("steady", families)).toEqual(steady);
      expect(await counted("adopting", families)).toEqual(adopting);
      expect(await counted("merging", families)).toEqual(merging);
      expect(await counted("deleted", families)).toEqual(deleted);
      expect(await counted("refused", families)).toEqual(refused);
      expect(await counted("ownGroup", families)).toEqual(ownGroup);
      expect(await counted("newGroup", families)).toEqual({ writes: newGroup.writes, reads });
      expect(await counted("newNames", families)).toEqual({
        writes: newGroup.writes + newNames.writes + newNames.writesPerFamily * families,
        reads,
      });
    }
  });

  it("assumes the real size of the sample's group", () => {
    const { bytes, series } = storeSample();
    expect(bytes).toBeLessThanOrEqual(1_024);
    expect(Math.abs(bytes / (STORED.itemBytes + STORED.bytesPerSeries * series) - 1)).toBeLessThan(0.05);
  });

  it("grows with new groups, and with stored groups by what runs read", () => {
    expect(usd(/^store$/, { newGroups: 1e6 })).toBeGreaterThan(1.5 * usd(/^store$/));
    expect(usd(/each run/, { groups: 1_000 })).toBeGreaterThan(2 * usd(/each run/));
    expect(usd(/API/, { groups: 1_000 })).toBe(usd(/API/));
  });

  it("can be calculated without a caller or a push", () => {
    for (const line of estimateCost(
      { pushes: 0, series: 0, groups: 0, newGroups: 0, clients: 0, issuers: 0 },
      PRICES,
    )) {
      expect([line.item, line.kind === "fixed" ? line.usd > 0 : line.usd]).toEqual([
        line.item,
        line.kind === "fixed" ? true : 0,
      ]);
    }
  });
});
