import { describe, expect, it } from "@jest/globals";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const config = createProxyConfig({ rotation: { overlapSeconds: 86_400, everyDays: 30 } });
const templates = Object.values(
  synthesize({ ...config, deployment: { ...config.deployment, logRetentionDays: 90 } }),
);

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

const resources = templates.flatMap((template) => Object.values<Resource>(template.toJSON()["Resources"]));

const ofType = (type: string): readonly Resource[] => resources.filter(({ Type }) => Type === type);

/**
 * The last two are one setting of the whole account that lets API Gateway write logs. Without it, the account's other
 * APIs could not log.
 */
const KEPT = [
  "AWS::DynamoDB::Table",
  "AWS::DynamoDB::Table",
  "AWS::EFS::FileSystem",
  "AWS::ApiGateway::Account",
  "AWS::IAM::Role",
];

describe("resources that outlive their stack", () => {
  it("are the store, the disk and the account-wide settings; tokens are not resources", () => {
    const kept = resources.filter(({ DeletionPolicy }) => (DeletionPolicy ?? "Delete") !== "Delete");
    expect(kept.map(({ Type }) => Type).sort()).toEqual([...KEPT].sort());
  });

  it("are kept, too, when a change replaces them", () => {
    for (const { Type, DeletionPolicy, UpdateReplacePolicy } of resources) {
      expect([Type, UpdateReplacePolicy]).toEqual([Type, DeletionPolicy]);
    }
  });

  it("have generated names, so that a new deployment does not collide with them", () => {
    for (const type of new Set(KEPT)) {
      for (const { Properties = {} } of ofType(type)) {
        expect(Object.keys(Properties)).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/^(Name|TableName|RoleName)$/)]),
        );
      }
    }
  });
});

describe("logs", () => {
  it("may be kept for every time that CloudWatch Logs offers", () => {
    const days = Object.values(RetentionDays).filter(
      (value) => typeof value === "number" && value !== RetentionDays.INFINITE,
    );
    expect(days.length).toBeGreaterThan(15);
    const refused = days.filter(
      (value) =>
        !parseProxyConfig(
          `{ clients: [{ id: a, scrape: { jobs: [x] } }], deployment: { logRetentionDays: ${value} } }`,
          "proxy.yaml",
        ).ok,
    );
    expect(refused).toEqual([]);
  });

  it("are all kept for the configured time, and deleted with their stack", () => {
    const groups = ofType("AWS::Logs::LogGroup");
    // The network, the Pushgateway, the API and six functions. The log of connections is counted, and kept for a day.
    expect(groups.map(({ Properties }) => Properties?.["RetentionInDays"]).toSorted()).toEqual([
      1,
      ...Array(9).fill(90),
    ]);
    for (const { DeletionPolicy } of groups) {
      expect(DeletionPolicy).toBe("Delete");
    }
  });
});

describe("resources of an earlier deployment", () => {
  const fileSystemId = "fs-0123456789abcdef0";
  const tables = { groups: "groups-of-before", contracts: "contracts-of-before" };
  const adopting = synthesize({
    ...config,
    store: { ...config.store, adopted: tables },
    deployment: { ...config.deployment, adopt: { fileSystemId } },
  });

  it("are used by push, sweep and page instead of new tables", () => {
    adopting.data.resourceCountIs("AWS::DynamoDB::Table", 0);
    const used = Object.values(adopting.api.findResources("AWS::Lambda::Function"))
      .map(({ Properties }) => Properties.Environment?.Variables)
      .filter((variables) => variables?.GROUPS_TABLE !== undefined)
      .map(({ GROUPS_TABLE, CONTRACTS_TABLE }) => ({ groups: GROUPS_TABLE, contracts: CONTRACTS_TABLE }));
    expect(used).toEqual([tables, tables, tables]);
  });

  it("are mounted in the subnets of the new network before the task starts", () => {
    adopting.pushgateway.resourceCountIs("AWS::EFS::FileSystem", 0);
    const targets = adopting.pushgateway.findResources("AWS::EFS::MountTarget");
    expect(Object.keys(targets)).toHaveLength(2);
    adopting.pushgateway.allResourcesProperties("AWS::EFS::MountTarget", { FileSystemId: fileSystemId });
    const [service] = Object.values(adopting.pushgateway.findResources("AWS::ECS::Service"));
    expect(service!["DependsOn"]).toEqual(expect.arrayContaining(Object.keys(targets)));
    const [accessPoint] = Object.values(adopting.pushgateway.findResources("AWS::EFS::AccessPoint"));
    expect(accessPoint!["Properties"]).toMatchObject({
      FileSystemId: fileSystemId,
      RootDirectory: { Path: "/pushgateway" },
    });
  });
});
