import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { network } = synthesize();

/** The properties of the endpoint whose logical id starts with `id`. */
const findEndpoint = (id: string) => {
  const found = Object.entries(network.findResources("AWS::EC2::VPCEndpoint")).filter(([name]) =>
    new RegExp(`^Endpoints${id}[0-9A-F]{8}$`).test(name),
  );
  expect(found).toHaveLength(1);
  return found[0]![1]["Properties"];
};

const OF_THIS_ACCOUNT = { StringEquals: { "aws:PrincipalAccount": { Ref: "AWS::AccountId" } } };

const allow = (actions: readonly string[], resource: unknown, condition: object | undefined) => ({
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: actions.length === 1 ? actions[0] : actions,
  Resource: resource,
  ...(condition !== undefined && { Condition: condition }),
});

const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

describe("the policy of an endpoint", () => {
  const actions = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Scan", "UpdateItem"];

  it("allows the requests of push and sweep to the store's tables, by roles of this account", () => {
    expect(findEndpoint("DynamoDb").PolicyDocument.Statement).toEqual([
      allow(
        actions.map((action) => `dynamodb:${action}`),
        {
          "Fn::Join": [
            "",
            [
              "arn:",
              { Ref: "AWS::Partition" },
              ":dynamodb:",
              { Ref: "AWS::Region" },
              ":",
              { Ref: "AWS::AccountId" },
              ":table/pushgateway-proxy-test-data-Store*",
            ],
          ],
        },
        OF_THIS_ACCOUNT,
      ),
    ]);
  });

  it("allows the same for adopted tables, and for no others", () => {
    const { store } = createProxyConfig();
    const adopted = { groups: "kept-groups", contracts: "kept-contracts" };
    const [endpoint] = Object.values(
      synthesize(createProxyConfig({ store: { ...store, adopted } })).network.findResources(
        "AWS::EC2::VPCEndpoint",
        { Properties: { VpcEndpointType: "Gateway" } },
      ),
    ).filter(({ Properties }) => JSON.stringify(Properties.ServiceName).includes("dynamodb"));
    const [{ Action, Resource }] = endpoint!["Properties"].PolicyDocument.Statement;
    expect(Action).toEqual(actions.map((action) => `dynamodb:${action}`));
    expect(Resource.map((arn: { "Fn::Join": [string, unknown[]] }) => arn["Fn::Join"][1].at(-1))).toEqual([
      ":table/kept-contracts",
      ":table/kept-groups",
    ]);
  });

  it("allows the layers of ECR's images, whose addresses ECR signs", () => {
    expect(findEndpoint("S3").PolicyDocument.Statement).toEqual([
      allow(
        ["s3:GetObject"],
        {
          "Fn::Join": [
            "",
            [
              "arn:",
              { Ref: "AWS::Partition" },
              ":s3:::prod-",
              { Ref: "AWS::Region" },
              "-starport-layer-bucket/*",
            ],
          ],
        },
        undefined,
      ),
    ]);
  });

  it.each(["Ecr", "EcrDocker"])("allows image pulls by roles of this account (%s)", (id) => {
    const repositories = {
      "Fn::Join": [
        "",
        ["arn:", { Ref: "AWS::Partition" }, ":ecr:", { Ref: "AWS::Region" }, ":*:repository/*"],
      ],
    };
    expect(findEndpoint(id).PolicyDocument.Statement).toEqual([
      allow(["ecr:GetAuthorizationToken"], "*", OF_THIS_ACCOUNT),
      allow(PULL, repositories, OF_THIS_ACCOUNT),
    ]);
  });

  it("allows the Pushgateway's logs, by roles of this account", () => {
    expect(findEndpoint("Logs").PolicyDocument.Statement).toEqual([
      allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        {
          "Fn::Join": [
            "",
            [
              "arn:",
              { Ref: "AWS::Partition" },
              ":logs:",
              { Ref: "AWS::Region" },
              ":",
              { Ref: "AWS::AccountId" },
              ":log-group:pushgateway-proxy-test-pushgateway-PushgatewayLog*",
            ],
          ],
        },
        OF_THIS_ACCOUNT,
      ),
    ]);
  });
});

describe("the route to an endpoint", () => {
  it.each(["DynamoDb", "S3"])("%s is in the route tables of both subnets, and costs nothing", (id) => {
    const { VpcEndpointType, RouteTableIds, VpcId } = findEndpoint(id);
    expect(VpcEndpointType).toBe("Gateway");
    expect(RouteTableIds.map(JSON.stringify)).toEqual([
      expect.stringContaining("innerSubnet1RouteTable"),
      expect.stringContaining("innerSubnet2RouteTable"),
    ]);
    expect(JSON.stringify(VpcId)).toContain("OwnVpc");
  });

  it.each(["Ecr", "EcrDocker", "Logs"])("%s has its public name, in both subnets", (id) => {
    const { VpcEndpointType, SubnetIds, PrivateDnsEnabled, SecurityGroupIds, VpcId } = findEndpoint(id);
    expect([VpcEndpointType, PrivateDnsEnabled]).toEqual(["Interface", true]);
    expect(SubnetIds.map(JSON.stringify)).toEqual([
      expect.stringContaining("innerSubnet1"),
      expect.stringContaining("innerSubnet2"),
    ]);
    expect(SecurityGroupIds.map(JSON.stringify)).toEqual([
      expect.stringContaining("SecurityGroupsEndpoints"),
    ]);
    expect(JSON.stringify(VpcId)).toContain("OwnVpc");
  });

  it("needs name resolution in the VPC, which is on", () => {
    network.hasResourceProperties("AWS::EC2::VPC", { EnableDnsSupport: true, EnableDnsHostnames: true });
  });
});

describe("the subnets", () => {
  it("are in two zones, each with its own route table", () => {
    const zones = Object.values(network.findResources("AWS::EC2::Subnet")).map(
      ({ Properties }) => Properties.AvailabilityZone["Fn::Select"][0],
    );
    expect(zones).toEqual([0, 1]);
    network.resourceCountIs("AWS::EC2::RouteTable", 2);
    network.allResourcesProperties("AWS::EC2::SubnetRouteTableAssociation", {
      SubnetId: Match.anyValue(),
      RouteTableId: Match.anyValue(),
    });
  });
});
