import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup } from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";

export interface ProxySecurityGroupsProps {
  readonly vpc: IVpc;
  /** Ids of further groups whose members may scrape the Pushgateway. */
  readonly scrapeFrom: readonly string[];
}

/**
 * The Pushgateway's two ports: one for Prometheus, one for the functions. The Pushgateway does not count scrapes, but
 * the network's log can distinguish a scrape from a relay by the port.
 */
export const SCRAPE_PORT = 9091;
export const RELAY_PORT = 9092;

/** The security groups of everything inside the VPC. */
export interface MemberSecurityGroups {
  /** Of the push and sweep functions. */
  readonly functions: ISecurityGroup;
  readonly pushgateway: ISecurityGroup;
  /** Of the Pushgateway's disk. */
  readonly fileSystem: ISecurityGroup;
}

/** The allowed connections inside the VPC. All others are refused. */
export class ProxySecurityGroups extends Construct implements MemberSecurityGroups {
  readonly functions: ISecurityGroup;
  readonly pushgateway: ISecurityGroup;
  readonly fileSystem: ISecurityGroup;
  readonly endpoints: ISecurityGroup;
  /** Prometheus joins it to scrape the Pushgateway. */
  readonly scraper: ISecurityGroup;

  constructor(scope: Construct, id: string, { vpc, scrapeFrom }: ProxySecurityGroupsProps) {
    super(scope, id);
    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });
    this.functions = group("Functions", "push and sweep functions");
    this.pushgateway = group("Pushgateway", "the Pushgateway");
    this.fileSystem = group("FileSystem", "file system of the Pushgateway");
    this.endpoints = group("Endpoints", "interface endpoints");
    this.scraper = group("Scraper", "joined by the Prometheus that scrapes the Pushgateway");

    const scrape = Port.tcp(SCRAPE_PORT);
    this.allow(this.functions, this.pushgateway, Port.tcp(RELAY_PORT), "relay and sweep");
    this.allow(this.scraper, this.pushgateway, scrape, "scrape");
    for (const scraperId of scrapeFrom) {
      this.pushgateway.addIngressRule(Peer.securityGroupId(scraperId), scrape, "scrape");
    }
    this.allow(this.pushgateway, this.fileSystem, Port.tcp(2049), "persistence");
    this.allow(this.pushgateway, this.endpoints, Port.HTTPS, "image and logs");
    // The prefix lists of DynamoDB and S3 are known only after a request to AWS. Isolated subnets lead nowhere else.
    for (const client of [this.functions, this.pushgateway]) {
      client.addEgressRule(Peer.anyIpv4(), Port.HTTPS, "gateway endpoints");
    }
  }

  private allow(client: ISecurityGroup, server: ISecurityGroup, port: Port, description: string): void {
    client.addEgressRule(server, port, description);
    server.addIngressRule(client, port, description);
  }
}
