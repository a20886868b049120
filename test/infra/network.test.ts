import { describe, expect, it } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import type { NetworkConfig } from "../../lambda/config/proxy-config.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { EXISTING_VPC, synthesize } from "../support/synthesize.ts";

const { network } = synthesize();

const endpointServices = (template: Template): string[] =>
  Object.values(template.findResources("AWS::EC2::VPCEndpoint"))
    .map(({ Properties }) =>
      /(ecr\.)?[a-z0-9]+$/.exec(JSON.stringify(Properties.ServiceName).replace(/["\]}]+$/, "")),
    )
    .map((match) => match?.[0] ?? "?")
    .sort();

describe("the network", () => {
  it("has two subnets without a route to the internet", () => {
    network.resourceCountIs("AWS::EC2::Subnet", 2);
    for (const type of ["InternetGateway", "NatGateway", "EgressOnlyInternetGateway", "Route"]) {
      network.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
    network.allResourcesProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
  });

  it("has only the endpoints that functions and Pushgateway need", () => {
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

  it("logs the port of each connection first, as the alarm for scrapes reads it", () => {
    network.hasResourceProperties("AWS::EC2::FlowLog", {
      TrafficType: "ACCEPT",
      LogFormat: ["dstport", "srcaddr", "dstaddr"].map((field) => `$\{${field}}`).join(" "),
      LogGroupName: { Ref: Match.stringLikeRegexp("^OwnConnectionLog") },
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
    "let functions and scraper reach the Pushgateway, and the Pushgateway its disk and the endpoints (%s)",
    (type) => {
      expect(rules(type).sort()).toEqual([
        "Functions to Pushgateway by tcp 9092-9092",
        "Pushgateway to Endpoints by tcp 443-443",
        "Pushgateway to FileSystem by tcp 2049-2049",
        "Scraper to Pushgateway by tcp 9091-9091",
      ]);
    },
  );

  it("admit no addresses", () => {
    network.allResourcesProperties("AWS::EC2::SecurityGroup", { SecurityGroupIngress: Match.absent() });
  });

  it("allow only HTTPS to addresses, from functions and Pushgateway", () => {
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
    // The CDK writes "nothing" as an address that does not exist. A group without any rule would allow everything.
    const nothing = ["255.255.255.255/32 by icmp 252-86"];
    expect(Object.fromEntries(out)).toEqual({
      SecurityGroupsFunctions: https,
      SecurityGroupsPushgateway: https,
      SecurityGroupsFileSystem: nothing,
      SecurityGroupsEndpoints: nothing,
      SecurityGroupsScraper: undefined,
    });
  });

  it("include one that Prometheus can join, by the id that the stack outputs", () => {
    network.hasOutput("ScraperSecurityGroup", {
      Value: { "Fn::GetAtt": [Match.stringLikeRegexp("^SecurityGroupsScraper"), "GroupId"] },
    });
  });

  it("admit further scrapers from the configuration", () => {
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

const DEFAULT = createProxyConfig();

const withNetwork = (changes: Partial<NetworkConfig>) =>
  synthesize({
    ...DEFAULT,
    deployment: { ...DEFAULT.deployment, network: { ...DEFAULT.deployment.network, ...changes } },
  });

describe("a network with NAT", () => {
  const nat = withNetwork({ egress: "nat", endpoints: ["dynamodb"] });

  it("has one NAT gateway", () => {
    nat.network.resourceCountIs("AWS::EC2::NatGateway", 1);
  });

  it("has no interface endpoint, which costs money", () => {
    expect(endpointServices(nat.network)).toEqual(["dynamodb"]);
  });

  it("has the same resources as a network without NAT, so that one can become the other", () => {
    const inner = (template: Template) =>
      Object.entries(template.findResources("AWS::EC2::Subnet"))
        .filter(([id]) => id.includes("innerSubnet"))
        .map(([id, { Properties }]) => [id, Properties.CidrBlock]);
    expect(inner(nat.network)).toEqual(inner(network));
    expect(inner(network)).toHaveLength(2);
    const { pushgateway, api } = synthesize();
    expect(nat.pushgateway.toJSON()).toEqual(pushgateway.toJSON());
    const functionsOf = (template: Template) => template.findResources("AWS::Lambda::Function");
    expect(functionsOf(nat.api)).toEqual(functionsOf(api));
  });
});

describe("the addresses of the VPC", () => {
  const subnetsOf = (template: Template) =>
    Object.values(template.findResources("AWS::EC2::Subnet")).map(({ Properties }) => Properties.CidrBlock);

  it.each([
    ["10.91.0.0/20", "none", ["10.91.0.0/24", "10.91.1.0/24"]],
    ["10.91.0.0/20", "nat", ["10.91.0.0/24", "10.91.1.0/24", "10.91.2.0/28", "10.91.2.16/28"]],
    ["10.92.0.0/16", "none", ["10.92.0.0/24", "10.92.1.0/24"]],
    ["10.92.7.0/24", "nat", ["10.92.7.0/26", "10.92.7.64/26", "10.92.7.128/28", "10.92.7.144/28"]],
  ] as const)("are those of %s (egress: %s)", (cidr, egress, subnets) => {
    const made = withNetwork({ cidr, egress, endpoints: ["dynamodb"] }).network;
    made.hasResourceProperties("AWS::EC2::VPC", { CidrBlock: cidr });
    expect(subnetsOf(made)).toEqual(subnets);
  });

  it("are part of the ids of everything inside, so a new block changes every template that refers to it", () => {
    const moved = withNetwork({ cidr: "10.92.0.0/20" });
    const idsOf = (template: Template) => Object.keys(template.findResources("AWS::EC2::Subnet"));
    for (const id of idsOf(network)) {
      expect(idsOf(moved.network)).not.toContain(id);
    }
    const references = (template: Template) =>
      JSON.stringify(template.toJSON()).match(/Output\w*innerSubnet\w*/g);
    const { pushgateway } = synthesize();
    expect(references(pushgateway)).not.toBeNull();
    for (const reference of references(pushgateway)!) {
      expect(references(moved.pushgateway)).not.toContain(reference);
    }
    // A file system can be mounted in one VPC at a time.
    const diskOf = (template: Template) => Object.keys(template.findResources("AWS::EFS::FileSystem"));
    expect(diskOf(moved.pushgateway)).not.toEqual(diskOf(pushgateway));
  });
});

describe("references between the stacks", () => {
  it("are weak, so no export keeps a stack from changing", () => {
    for (const template of Object.values(synthesize())) {
      const text = JSON.stringify(template.toJSON());
      expect(text).not.toContain("Fn::ImportValue");
      expect(text).not.toContain('"Export"');
    }
  });
});

describe("an existing network", () => {
  const typesOf = (template: Template) => [
    ...new Set(Object.values<{ Type: string }>(template.toJSON()["Resources"]).map(({ Type }) => Type)),
  ];
  const existing = withNetwork({ vpcId: EXISTING_VPC, endpoints: [] });

  it("gets only security groups", () => {
    expect(typesOf(existing.network).sort()).toEqual([
      "AWS::EC2::SecurityGroup",
      "AWS::EC2::SecurityGroupEgress",
      "AWS::EC2::SecurityGroupIngress",
    ]);
  });

  const inEachZone = ["subnet-0123456789abcdea0", "subnet-0123456789abcdeb0"];

  it("has the functions and the Pushgateway in a private subnet of each zone", () => {
    existing.pushgateway.hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ Subnets: inEachZone }) },
    });
    existing.api.hasResourceProperties("AWS::Lambda::Function", {
      VpcConfig: Match.objectLike({ SubnetIds: inEachZone }),
    });
  });

  it("has one mount target in a zone, since a file system accepts no second one", () => {
    const targets = Object.values(existing.pushgateway.findResources("AWS::EFS::MountTarget"));
    expect(targets.map(({ Properties }) => Properties.SubnetId)).toEqual(inEachZone);
  });

  describe("gets the configured endpoints", () => {
    const asked = withNetwork({ vpcId: EXISTING_VPC, endpoints: ["s3", "ecr.dkr"] }).network;

    it("and no other", () => {
      expect(endpointServices(asked)).toEqual(["ecr.dkr", "s3"]);
    });

    it("with AWS's default policy, open to the whole VPC, since other traffic uses them", () => {
      asked.allResourcesProperties("AWS::EC2::VPCEndpoint", { PolicyDocument: Match.absent() });
      asked.hasResourceProperties("AWS::EC2::SecurityGroup", {
        GroupDescription: "interface endpoints",
        SecurityGroupIngress: [Match.objectLike({ CidrIp: "0.0.0.0/0", FromPort: 443, ToPort: 443 })],
      });
    });

    it("by the routes, which use no security group", () => {
      const gateways = withNetwork({ vpcId: EXISTING_VPC, endpoints: ["dynamodb"] }).network;
      gateways.allResourcesProperties("AWS::EC2::SecurityGroup", { SecurityGroupIngress: Match.absent() });
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
        network: { ...deployment.network, vpcId: EXISTING_VPC, subnetIds, endpoints: [], ...changes },
      },
    });

  it("needs no lookup: its subnets are used as configured", () => {
    const { network: made, api, pushgateway } = named({});
    made.resourceCountIs("AWS::EC2::VPC", 0);
    made.allResourcesProperties("AWS::EC2::SecurityGroup", { VpcId: EXISTING_VPC });
    api.hasResourceProperties("AWS::Lambda::Function", {
      VpcConfig: Match.objectLike({ SubnetIds: subnetIds }),
    });
    pushgateway.resourceCountIs("AWS::EFS::MountTarget", subnetIds.length);
    pushgateway.hasResourceProperties("AWS::ServiceDiscovery::PrivateDnsNamespace", { Vpc: EXISTING_VPC });
  });

  it("does not change its security groups if these are named, too", () => {
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

  it("may have one security group for everything", () => {
    const same = "sg-0123456789abcdef1";
    const { pushgateway } = named({
      securityGroupIds: { functions: same, pushgateway: same, fileSystem: same },
    });
    pushgateway.allResourcesProperties("AWS::EFS::MountTarget", { SecurityGroups: [same] });
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ SecurityGroups: [same] }) },
    });
  });
});

const groupName = (reference: unknown): string | undefined =>
  /SecurityGroups(Functions|Pushgateway|Scraper|FileSystem|Endpoints)[0-9A-F]{8}/.exec(
    JSON.stringify(reference),
  )?.[1];
