import { readFileSync } from "node:fs";
import { App, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { createStacks, type ProxyStacks } from "../../infra/stacks/create-stacks.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { createProxyConfig } from "./proxy-config.ts";

export type Templates = Readonly<Record<keyof ProxyStacks, Template>>;

const SOMEWHERE = { account: "123456789012", region: "eu-central-1" };

/** A VPC with two private subnets in each of two zones, as the CLI stores the result of a look-up. */
export const EXISTING_VPC = "vpc-0123456789abcdef0";

export const LOOKED_UP = {
  [`vpc-provider:account=123456789012:filter.vpc-id=${EXISTING_VPC}:region=eu-central-1:returnAsymmetricSubnets=true`]:
    {
      vpcId: EXISTING_VPC,
      vpcCidrBlock: "10.0.0.0/16",
      ownerAccountId: "123456789012",
      availabilityZones: [],
      subnetGroups: ["Private", "PrivateData"].map((name, index) => ({
        name,
        type: "Private",
        subnets: ["a", "b"].map((zone) => ({
          subnetId: `subnet-0123456789abcde${zone}${index}`,
          cidr: `10.0.${index}.0/24`,
          availabilityZone: `eu-central-1${zone}`,
          routeTableId: `rtb-0123456789abcde${zone}${index}`,
        })),
      })),
    },
};

/** By configuration, as JSON. All infrastructure tests of a worker share them, since synthesis takes half a second. */
const synthesized = new Map<string, Templates>();

/** The templates for a configuration, with the project's feature flags and without bundling. */
export const synthesize = (config: ProxyConfig = createProxyConfig()): Templates => {
  const key = JSON.stringify(config);
  const templates = synthesized.get(key) ?? synthesizeUncached(config);
  synthesized.set(key, templates);
  return templates;
};

const synthesizeUncached = (config: ProxyConfig): Templates =>
  withoutStackTraces(() => toTemplates(synthesizeStacks(config)));

/** The library reads the stack of every token that is created, which takes a tenth of the time. */
const withoutStackTraces = <Value>(run: () => Value): Value => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

const toTemplates = (stacks: ProxyStacks): Templates => {
  Validations.of(stacks.observability).acknowledge({
    id: "Annotation::pushgateway-proxy:alarmsTellNobody",
    reason: "The configurations of tests have no receiver of alarms.",
  });
  const templates = Object.entries(stacks).map(([name, stack]) => [name, Template.fromStack(stack)]);
  return Object.fromEntries(templates) as Templates;
};

/** The same as stacks, for facts that templates do not show, such as nested stacks. */
export const synthesizeStacks = (config: ProxyConfig): ProxyStacks => {
  const { context } = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: Record<string, unknown> };
  const app = new App({
    // Without the library's description of every construct's properties, which no template has.
    context: { ...context, ...LOOKED_UP, "@aws-cdk/core:enableAdditionalMetadataCollection": false },
    analyticsReporting: false,
    // No test reads them, and they take a tenth of the time of all infrastructure tests.
    stackTraces: false,
    treeMetadata: false,
    // The library's own rules take seconds to load; synthesis.test.ts checks them.
    builtinCloudFormationValidation: false,
  });
  const { vpcId, subnetIds } = config.deployment.network;
  return withoutStackTraces(() =>
    createStacks(app, {
      config,
      // As in app.ts, only a look-up needs an account and a region.
      env: vpcId !== undefined && subnetIds === undefined ? SOMEWHERE : undefined,
      toCode: (name) => Code.fromInline(`exports.handler = () => "${name}";`),
    }),
  );
};
