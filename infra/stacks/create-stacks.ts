import type { App, Environment, StackProps } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { ProxyConfig, PushgatewayConfig } from "../../lambda/config/proxy-config.ts";
import type { FunctionName } from "../bundling.ts";
import { ApiStack } from "./api.ts";
import { DataStack } from "./data.ts";
import { NetworkStack } from "./network.ts";
import { ObservabilityStack } from "./observability.ts";
import { PushgatewayStack, type PushgatewayStacks } from "./pushgateway.ts";
import { RemoteWriteStack } from "./remote-write.ts";
import { type StackRole, toStackName } from "./stack-name.ts";

export interface ProxyStacks extends Partial<PushgatewayStacks> {
  readonly data: DataStack;
  readonly api: ApiStack;
  readonly observability: ObservabilityStack;
  readonly remoteWrite?: RemoteWriteStack;
}

export interface DeploymentOptions {
  readonly config: ProxyConfig;
  /** The deployed code of a function: a folder with `index.js`. */
  readonly toCode: (name: FunctionName) => Code;
  /** Undefined: the Pushgateway of the stack. Tests use another one, since no emulator runs containers. */
  readonly pushgatewayUrl?: string | undefined;
  /** Account and region. Undefined leaves them to the deployment, but the look-up of an existing VPC needs them. */
  readonly env?: Environment | undefined;
}

/** All stacks for one configuration. Nothing else is deployed. */
export const createStacks = (
  app: App,
  { config, toCode, pushgatewayUrl, env }: DeploymentOptions,
): ProxyStacks => {
  const props = (role: StackRole) => ({
    config,
    stackName: toStackName(config, role),
    description: DESCRIPTIONS[role],
    ...(env !== undefined && { env }),
    tags: { "pushgateway-proxy:environment": config.environment },
  });
  const behind =
    config.pushgateway === "none" ? undefined : createPushgatewayStacks(app, config.pushgateway, props);
  const data = new DataStack(app, "data", props("data"));
  const api = new ApiStack(app, "api", { ...props("api"), data, behind, toCode, pushgatewayUrl });
  const remoteWrite =
    config.remoteWrite.length === 0
      ? undefined
      : new RemoteWriteStack(app, "remote-write", {
          ...props("remote-write"),
          data,
          code: toCode("remote-write"),
        });
  const observability = new ObservabilityStack(app, "observability", {
    ...props("observability"),
    data,
    behind,
    api,
    remoteWrite,
  });
  return { ...behind, data, api, observability, ...(remoteWrite !== undefined && { remoteWrite }) };
};

const createPushgatewayStacks = (
  app: App,
  settings: PushgatewayConfig,
  props: (role: StackRole) => StackProps & { readonly config: ProxyConfig },
): PushgatewayStacks => {
  const network = new NetworkStack(app, "network", props("network"));
  const pushgateway = new PushgatewayStack(app, "pushgateway", {
    ...props("pushgateway"),
    settings,
    network,
  });
  return { network, pushgateway };
};

const DESCRIPTIONS: Readonly<Record<StackRole, string>> = {
  network: "Pushgateway proxy: network",
  data: "Pushgateway proxy: the store",
  pushgateway: "Pushgateway proxy: the Pushgateway",
  api: "Pushgateway proxy: the API, its functions and its clients' tokens",
  "remote-write": "Pushgateway proxy: remote write",
  observability: "Pushgateway proxy: dashboard and alarms",
};
