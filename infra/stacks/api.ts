import { CfnOutput, Stack, type StackProps, Validations } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import type { FunctionName } from "../bundling.ts";
import { ApiDomain } from "../constructs/api-domain.ts";
import { AuthorizerFunction } from "../constructs/authorizer-function.ts";
import { ClientTokens } from "../constructs/client-tokens.ts";
import { Firewall } from "../constructs/firewall.ts";
import { addOperatorPolicy } from "../constructs/operator-policy.ts";
import { PageFunction } from "../constructs/page-function.ts";
import { addPageOutputs } from "../constructs/page-outputs.ts";
import type { ProxyFunction } from "../constructs/proxy-function.ts";
import { PushApi } from "../constructs/push-api.ts";
import { PushFunction, type PushFunctionProps, type RelayTarget } from "../constructs/push-function.ts";
import { SweepFunction } from "../constructs/sweep-function.ts";
import { UsagePlans } from "../constructs/usage-plans.ts";
import type { DataStack } from "./data.ts";
import type { PushgatewayStacks } from "./pushgateway.ts";
import { toStackName } from "./stack-name.ts";

export interface ApiStackProps extends StackProps {
  readonly config: ProxyConfig;
  readonly data: DataStack;
  /** Undefined: there is no Pushgateway. */
  readonly behind: PushgatewayStacks | undefined;
  readonly toCode: (name: FunctionName) => Code;
  /** Undefined: the address of the Pushgateway's stack. */
  readonly pushgatewayUrl: string | undefined;
}

/** The entrance: clients' tokens, the REST API, and the functions behind it. */
export class ApiStack extends Stack {
  readonly api: PushApi;
  readonly authorizer: AuthorizerFunction;
  readonly push: PushFunction;
  readonly page: PageFunction;
  readonly sweep: SweepFunction;
  /** Undefined: tokens are rotated only by hand. */
  readonly rotate: ProxyFunction | undefined;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { config, toCode } = props;
    const { clients, issuers, environment, deployment } = config;
    this.rotate = new ClientTokens(this, "Clients", { config, toCode }).rotate;
    this.authorizer = new AuthorizerFunction(this, "Authorizer", {
      code: toCode("authorizer"),
      environment,
      deployment,
    });
    this.push = new PushFunction(this, "PushFunction", { code: toCode("push"), ...toInside(props) });
    this.page = new PageFunction(this, "PageFunction", {
      code: toCode("page"),
      deployment,
      transfer: config.scrape.transfer,
      store: props.data.store,
    });
    this.sweep = new SweepFunction(this, "SweepFunction", {
      code: toCode("sweep"),
      environment,
      service: props.behind?.pushgateway.pushgateway.service,
      ...toInside(props),
    });
    new CfnOutput(this, "SweepFunctionName", {
      description: "Takes commands, see docs/operating.md",
      value: this.sweep.functionName,
    });
    this.api = new PushApi(this, "Push", {
      name: toStackName(config, "api"),
      stage: deployment.stage,
      authorizer: this.authorizer.live,
      push: this.push,
      page: this.page,
      scrape: config.scrape,
      allowedCidrs: deployment.allowedCidrs,
      throttle: deployment.throttle,
      logRetentionDays: deployment.logRetentionDays,
      tracing: deployment.tracing,
    });
    addPageOutputs(this, config, this.api.api);
    addOperatorPolicy(this, { sweep: this.sweep, logs: [this.push.log, this.api.accessLog] });
    const { deploymentStage: stage } = this.api.api;
    const callers = [...clients, ...issuers];
    this.authorizer.release(new UsagePlans(this, "Usage", { stage, environment, callers }));
    if (deployment.firewall === "off") {
      Validations.of(stage).acknowledge({
        id: "AwsSolutions-APIG3",
        reason: "The configuration says firewall: off. The stage's throttle and the authorizer remain.",
      });
    } else {
      new Firewall(this, "Firewall", { stage, ...deployment.firewall });
    }
    if (deployment.domain !== undefined) {
      new ApiDomain(this, "Domain", { domain: deployment.domain, api: this.api.api });
    }
  }
}

/** The common settings of the functions that feed the Pushgateway. */
const toInside = ({
  config,
  data,
  behind,
  pushgatewayUrl,
}: ApiStackProps): Omit<PushFunctionProps, "code"> => ({
  deployment: config.deployment,
  relay: behind && toRelay(behind, pushgatewayUrl),
  store: data.store,
});

const toRelay = ({ network, pushgateway }: PushgatewayStacks, url: string | undefined): RelayTarget => ({
  pushgatewayUrl: url ?? `http://${pushgateway.pushgateway.relayAddress}`,
  placement: {
    vpc: network.vpc,
    subnets: network.subnets,
    securityGroup: network.securityGroups.functions,
  },
});
