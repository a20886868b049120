import { describe, expect, it } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { createProxyConfig } from "../support/proxy-config.ts";
import { EXISTING_VPC, synthesize } from "../support/synthesize.ts";

const { network } = synthesize();

const endpointServices = (template: Template): string[] =>
  Object.values(template.findResources("AWS::EC2::VPCEndpoint"))
    .map(({ Properties }) =>
      /[a-z.0-9]+$/.exec(JSON.stringify(Properties.ServiceName).replace(/["\]}]+$/, "")),
    )
    .map((match) => match?.[0].replace(/^\./, "") ?? "?")
    .sort();

describe("the network", () => {
  it("has two subnets without a way out", () => {
    network.resourceCountIs("AWS::EC2::Subnet", 2);
    for (const type of ["InternetGateway", "NatGateway", "EgressOnlyInternetGateway", "Route"]) {
      network.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
    network.allResourcesProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
  });

  it("has the endpoints that functions and Pushgateway need, and no other", () => {
    expect(endpointServices(network)).toEqual(["dynamodb", "ecr.api", "ecr.dkr", "logs", "s3"]);
  });

  it("logs refused traffic", () => {
    network.hasResourceProperties("AWS::EC2::FlowLog", {
      TrafficType: "REJECT",
      ResourceType: "VPC",
      ResourceId: { Ref: Match.stringLikeRegexp("^OwnVpc") },
      LogDestinationType: "cloud-watch-logs",
      LogGroupName: { Ref: Match.stringLikeRegexp("^OwnRefusedLog") },
    });
  });
});

describe("security groups", () => {
  const rules = (type: "Ingress" | "Egress") =>
    Object.values(network.findResources(`AWS::EC2::SecurityGroup${type}`)).map(({ Properties }) => {
      const { GroupId, SourceSecurityGroupId, DestinationSecurityGroupId, ...rule } = Properties;
      const other = groupName(SourceSecurityGroupId ?? DestinationSecurityGroupId);
      const [from, to] = type === "Ingress" ? [other, groupName(GroupId)] : [groupName(GroupId), other];
      return `${from} to ${to} by ${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort}`;
    });

  it.each(["Ingress", "Egress"] as const)(
    "let functions and scraper reach the Pushgateway, and it its disk and the endpoints (%s)",
    (type) => {
      expect(rules(type).sort()).toEqual([
        "Functions to Pushgateway by tcp 9091-9091",
        "Pushgateway to Endpoints by tcp 443-443",
        "Pushgateway to FileSystem by tcp 2049-2049",
        "Scraper to Pushgateway by tcp 9091-9091",
      ]);
    },
  );

  it("admit nothing by address", () => {
    network.allResourcesProperties("AWS::EC2::SecurityGroup", { SecurityGroupIngress: Match.absent() });
  });

  it("let nothing out by address but HTTPS, of functions and Pushgateway", () => {
    const out = Object.entries(network.findResources("AWS::EC2::SecurityGroup")).map(
      ([id, { Properties }]) => [
        id.replace(/[0-9A-F]{8}$/, ""),
        Properties.SecurityGroupEgress?.map(
          ({ CidrIp, IpProtocol, FromPort, ToPort }: Record<string, unknown>) =>
            `${CidrIp} by ${IpProtocol} ${FromPort}-${ToPort}`,
        ),
      ],
    );
    const https = ["0.0.0.0/0 by tcp 443-443"];
    // How the CDK writes "nothing": an address that nobody has. A group without any rule would let out everything.
    const nothing = ["255.255.255.255/32 by icmp 252-86"];
    expect(Object.fromEntries(out)).toEqual({
      SecurityGroupsFunctions: https,
      SecurityGroupsPushgateway: https,
      SecurityGroupsFileSystem: nothing,
      SecurityGroupsEndpoints: nothing,
      SecurityGroupsScraper: undefined,
    });
  });

  it("have a scraper's that Prometheus can join, by the id that the stack prints", () => {
    network.hasOutput("ScraperSecurityGroup", {
      Value: { "Fn::GetAtt": [Match.stringLikeRegexp("^SecurityGroupsScraper"), "GroupId"] },
    });
  });

  it("admit further scrapers that the configuration names", () => {
    const config = createProxyConfig();
    const { deployment } = config;
    const scraped = synthesize({
      ...config,
      deployment: { ...deployment, network: { ...deployment.network, scrapeFrom: ["sg-0123456789abcdef0"] } },
    });
    scraped.network.hasResourceProperties("AWS::EC2::SecurityGroup", {
      SecurityGroupIngress: [
        Match.objectLike({ SourceSecurityGroupId: "sg-0123456789abcdef0", FromPort: 9091, ToPort: 9091 }),
      ],
    });
  });
});

describe("a network with NAT", () => {
  const config = createProxyConfig();
  const { deployment } = config;
  const nat = synthesize({
    ...config,
    deployment: { ...deployment, network: { ...deployment.network, egress: "nat" } },
  }).network;

  it("has one NAT gateway", () => {
    nat.resourceCountIs("AWS::EC2::NatGateway", 1);
  });

  it("pays for no interface endpoint", () => {
    expect(endpointServices(nat)).toEqual(["dynamodb", "s3"]);
  });
});

describe("an existing network", () => {
  const config = createProxyConfig();
  const { deployment } = config;
  const existing = synthesize({
    ...config,
    deployment: {
      ...deployment,
      network: { ...deployment.network, vpcId: EXISTING_VPC, endpoints: "existing" },
    },
  });

  it("gets security groups and nothing else", () => {
    const types = Object.values<{ Type: string }>(existing.network.toJSON()["Resources"]).map(
      ({ Type }) => Type,
    );
    expect([...new Set(types)].sort()).toEqual([
      "AWS::EC2::SecurityGroup",
      "AWS::EC2::SecurityGroupEgress",
      "AWS::EC2::SecurityGroupIngress",
    ]);
  });

  it("has the functions and the Pushgateway in its private subnets", () => {
    existing.pushgateway.hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: {
        AwsvpcConfiguration: Match.objectLike({
          Subnets: ["subnet-0123456789abcdea0", "subnet-0123456789abcdeb0"],
        }),
      },
    });
  });
});

describe("a network named by its ids", () => {
  const config = createProxyConfig();
  const { deployment } = config;
  const subnetIds = ["subnet-0123456789abcdea0", "subnet-0123456789abcdeb0"];
  const named = (changes: Partial<typeof deployment.network>) =>
    synthesize({
      ...config,
      deployment: {
        ...deployment,
        network: { ...deployment.network, vpcId: EXISTING_VPC, subnetIds, endpoints: "existing", ...changes },
      },
    });

  it("is looked up nowhere: its subnets are taken as they are", () => {
    const { network: made, api, pushgateway } = named({});
    made.resourceCountIs("AWS::EC2::VPC", 0);
    made.allResourcesProperties("AWS::EC2::SecurityGroup", { VpcId: EXISTING_VPC });
    api.hasResourceProperties("AWS::Lambda::Function", {
      VpcConfig: Match.objectLike({ SubnetIds: subnetIds }),
    });
    pushgateway.resourceCountIs("AWS::EFS::MountTarget", subnetIds.length);
    pushgateway.hasResourceProperties("AWS::ServiceDiscovery::PrivateDnsNamespace", { Vpc: EXISTING_VPC });
  });

  it("keeps its security groups as they are where these are named, too", () => {
    const securityGroupIds = {
      functions: "sg-0123456789abcdef1",
      pushgateway: "sg-0123456789abcdef2",
      fileSystem: "sg-0123456789abcdef3",
    };
    const { network: made, api, pushgateway } = named({ securityGroupIds });
    const types = Object.values<{ Type: string }>(made.toJSON()["Resources"]).map(({ Type }) => Type);
    expect(types).toEqual(["AWS::CloudFormation::WaitConditionHandle"]);
    api.hasResourceProperties("AWS::Lambda::Function", {
      VpcConfig: { SubnetIds: subnetIds, SecurityGroupIds: [securityGroupIds.functions] },
    });
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: {
        AwsvpcConfiguration: Match.objectLike({ SecurityGroups: [securityGroupIds.pushgateway] }),
      },
    });
    pushgateway.allResourcesProperties("AWS::EFS::MountTarget", {
      SecurityGroups: [securityGroupIds.fileSystem],
    });
    for (const template of [made, api, pushgateway]) {
      template.resourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
      template.resourceCountIs("AWS::EC2::SecurityGroupEgress", 0);
    }
  });
});

const groupName = (reference: unknown): string | undefined =>
  /SecurityGroups(Functions|Pushgateway|Scraper|FileSystem|Endpoints)[0-9A-F]{8}/.exec(
    JSON.stringify(reference),
  )?.[1];
