import { z } from "zod";
import { isCidr, isVpcCidr } from "./cidr.ts";
import { ENDPOINT_NAMES } from "./proxy-config.ts";
import { rateSchema, wholeNumber } from "./schema-parts.ts";

const A_CIDR =
  "a block of addresses such as 203.0.113.0/24 or 2001:db8::/32, with no bits set behind its prefix";

const A_VPC_CIDR = "a block of private IPv4 addresses from /16 to /24 such as 10.91.0.0/20";

const throttleSchema = z
  .strictObject({
    rate: rateSchema.prefault("200/s").describe("Requests over time."),
    burst: wholeNumber(1, 5_000).default(400).describe("Requests that may come at the same time."),
  })
  .prefault({})
  .describe("Limits of the whole API. Requests over them get 429.");

/** A resource policy has at most 8,192 bytes, and a block takes up to 50 of them. */
const MAX_CIDRS = 100;

const cidrsSchema = z
  .array(
    z
      .string({ error: A_CIDR })
      .refine(isCidr, { error: A_CIDR })
      .meta({ examples: ["203.0.113.0/24", "2001:db8::/32"] }),
  )
  .max(MAX_CIDRS)
  .default([]);

const allowedCidrsSchema = cidrsSchema.describe(
  "Address blocks that the API admits, at most 100. All other addresses get 403. Default: everybody. `npm start` admits everybody.",
);

const firewallFields = z.strictObject({
  requestsPerAddress: wholeNumber(10, 2_000_000)
    .default(10_000)
    .describe("Requests that one address may send in five minutes. Further ones get 429."),
  exemptCidrs: cidrsSchema.describe(
    "Address blocks that the firewall never blocks, such as those of CI runners; at most 100.",
  ),
});

const firewallSchema = z
  .union([z.literal("off"), firewallFields], { error: "off, or a mapping of settings" })
  .prefault({})
  .describe(
    "AWS WAF in front of the API: addresses with too many requests get 429, those with a bad reputation 403. `off` saves its price.",
  );

const idOf = (kind: string) =>
  z
    .string()
    .regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), { error: `an id such as ${kind}-0123456789abcdef0` });

const securityGroupIdsSchema = z
  .strictObject({
    functions: idOf("sg").describe(
      "The group of the functions. It must let them reach the Pushgateway (9092) and HTTPS.",
    ),
    pushgateway: idOf("sg").describe(
      "The group of the Pushgateway. It must admit functions (9092) and Prometheus (9091), and let the Pushgateway reach its disk (2049) and HTTPS.",
    ),
    fileSystem: idOf("sg").describe(
      "The group of the Pushgateway's disk. It must admit the Pushgateway (2049).",
    ),
  })
  .optional()
  .describe("Existing security groups, whose rules are yours. Default: new ones.");

const networkSchema = z
  .strictObject({
    vpcId: idOf("vpc").optional().describe("An existing VPC. Default: a new one."),
    subnetIds: z
      .array(idOf("subnet"))
      .min(1)
      .optional()
      .describe(
        "Subnets of the VPC, each in its own zone; then nothing is looked up. Default: the isolated subnets, or the private ones if there are none.",
      ),
    securityGroupIds: securityGroupIdsSchema,
    cidr: z
      .string({ error: A_VPC_CIDR })
      .refine(isVpcCidr, { error: A_VPC_CIDR })
      .optional()
      .meta({ examples: ["10.91.0.0/20", "10.92.0.0/20"] })
      .describe(
        "The addresses of the new VPC: a private block from /16 to /24. If one Prometheus scrapes several environments, their addresses must differ. Default: 10.91.0.0/20.",
      ),
    endpoints: z
      .union([z.enum(["create", "existing"]), z.array(z.enum(ENDPOINT_NAMES)).min(1)], {
        error: `create, existing, or a list of ${ENDPOINT_NAMES.join(", ")}`,
      })
      .optional()
      .describe(
        "Which VPC endpoints are made. Default: in the proxy's own VPC those that it needs (`create`), in an existing one none " +
          "(`existing`). In an existing VPC list them one by one, because an endpoint changes the route of all traffic to its service.",
      ),
    egress: z
      .enum(["none", "nat"])
      .default("none")
      .describe("`none`: isolated subnets. `nat`: a NAT gateway (which costs more)."),
    scrapeFrom: z
      .array(idOf("sg"))
      .default([])
      .describe("Security groups whose members may scrape the Pushgateway."),
  })
  .prefault({})
  .describe("The network of the Pushgateway and of the functions that reach it.");

const alarmsSchema = z
  .strictObject({
    topicArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$/, { error: "the ARN of an SNS topic" })
      .optional()
      .describe("An SNS topic that gets every alarm."),
    email: z.email({ error: "an e-mail address" }).optional().describe("An address that gets every alarm."),
  })
  .prefault({})
  .describe("Who gets a message when an alarm fires.");

const domainSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, { error: "a host name" })
      .describe("The host name."),
    certificateArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/.+$/, {
        error: "the ARN of a certificate",
      })
      .describe("A certificate for it, in the region of the deployment."),
  })
  .optional()
  .describe("Your own host name. Default: the address that API Gateway gives.");

const concurrencySchema = z
  .strictObject({
    authorizer: wholeNumber(1, 1_000).optional().describe("Concurrency of the authorizer."),
    push: wholeNumber(1, 1_000).optional().describe("Concurrency of the push function."),
  })
  .prefault({})
  .describe(
    "Concurrency that is reserved for a function. Default: none, because new accounts have none to reserve.",
  );

const adoptSchema = z
  .strictObject({
    fileSystemId: idOf("fs").optional().describe("The file system of the Pushgateway."),
  })
  .prefault({})
  .describe(
    "Resources of a destroyed deployment of this environment that this one uses again. Default: a new file system. Tokens are found automatically; name the tables of the store under `store`.",
  );

/** The retention times that CloudWatch Logs accepts. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const deploymentSchema = z
  .strictObject({
    stage: z
      .string()
      .regex(/^[a-zA-Z0-9_-]{1,128}$/, { error: "letters, digits, dashes and underscores" })
      .default("prod")
      .describe("The API's stage: the first part of its path."),
    domain: domainSchema,
    allowedCidrs: allowedCidrsSchema,
    throttle: throttleSchema,
    firewall: firewallSchema,
    network: networkSchema,
    alarms: alarmsSchema,
    reservedConcurrency: concurrencySchema,
    adopt: adoptSchema,
    logRetentionDays: z.literal(RETENTION_DAYS).default(30).describe("How long logs are kept."),
    tracing: z
      .boolean()
      .default(false)
      .describe("Send traces of API Gateway and the functions to X-Ray (which costs)."),
  })
  .prefault({})
  .describe("Settings of the deployment to AWS. `npm start` ignores them.");
