// The CDK app: `npx cdk deploy --all -c config=proxy.yaml`.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App, type Environment, Validations } from "aws-cdk-lib";
import type { NetworkConfig } from "../lambda/config/proxy-config.ts";
import { readAppContextOrExit } from "./app-context.ts";
import { buildBundles, PROJECT_ROOT } from "./bundling.ts";
import { readConfigOrExit } from "./read-config.ts";

const toCurrentEnvironment = (): Environment => {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  if (account === undefined || region === undefined) {
    return exit(
      "deployment.network.vpcId needs AWS credentials and a region, to look the VPC up: log in first (aws sso login or aws configure), or name its subnets (deployment.network.subnetIds)",
    );
  }
  return { account, region };
};

const exit = (problem: string): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
};

/** China names some services of endpoints differently, and the CDK must know the region for that. */
const toRegionOfChina = (): Environment | undefined => {
  const { CDK_DEFAULT_REGION: region } = process.env;
  return region?.startsWith("cn-") ? { region } : undefined;
};

/** Only a look-up needs the account and the region of the stacks. */
const needsLookUp = ({ vpcId, subnetIds }: NetworkConfig): boolean =>
  vpcId !== undefined && subnetIds === undefined;

const app = new App();
const { config: configFile, pushgatewayUrl } = readAppContextOrExit(app);
const config = readConfigOrExit(configFile);
if (config.pushgateway === "none" && pushgatewayUrl !== undefined) {
  exit("-c pushgatewayUrl=… has no effect: the configuration says pushgateway: none; leave one of them out");
}
// An issue of the configuration is told before the services of the CDK are loaded, which takes a second.
const [{ Code }, { AwsSolutionsChecks }, { createStacks }] = await Promise.all([
  import("aws-cdk-lib/aws-lambda"),
  import("cdk-nag"),
  import("./stacks/create-stacks.ts"),
]);
const env = needsLookUp(config.deployment.network) ? toCurrentEnvironment() : toRegionOfChina();
// A separate folder, since two parallel syntheses could otherwise deploy each other's configuration. It is as deep as
// dist/, so that the places in source maps are the same.
const bundles = mkdtempSync(join(PROJECT_ROOT, ".bundles-"));
process.once("exit", () => rmSync(bundles, { recursive: true }));
await buildBundles(config, bundles);
createStacks(app, {
  config,
  toCode: (name) => Code.fromAsset(join(bundles, name)),
  pushgatewayUrl,
  env,
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
