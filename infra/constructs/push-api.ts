import { type CfnOutput, Validations } from "aws-cdk-lib";
import {
  AccessLogFormat,
  ApiKeySourceType,
  type CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { RateConfig, ScrapeConfig } from "../../lambda/config/proxy-config.ts";
import { ACCESS_LOG_FORMAT } from "./access-log-format.ts";
import { toAdmittingPolicy } from "./admitted-addresses.ts";
import { ApiRoutes } from "./api-routes.ts";
import { DiscardedLogGroup } from "./discarded-log-group.ts";
import { addGatewayAnswers } from "./gateway-answers.ts";

export interface PushApiProps {
  readonly name: string;
  readonly stage: string;
  readonly authorizer: IFunction;
  readonly push: IFunction;
  readonly page: IFunction;
  readonly scrape: Pick<ScrapeConfig, "throttle" | "transfer">;
  /** The admitted blocks of addresses; empty: all. */
  readonly allowedCidrs: readonly string[];
  /** The throttle for all clients together. */
  readonly throttle: RateConfig;
  readonly logRetentionDays: number;
  readonly tracing: boolean;
}

/**
 * The REST API. An HTTP API decodes the path, so a slash in a label's value could not be distinguished from one between
 * labels.
 */
export class PushApi extends Construct {
  readonly api: RestApi;
  /** The access log, with one line per request. */
  readonly accessLog: ILogGroup;

  constructor(scope: Construct, id: string, props: PushApiProps) {
    super(scope, id);
    this.accessLog = new DiscardedLogGroup(this, "AccessLog", { retentionDays: props.logRetentionDays });
    this.api = this.createApi(props);
    const { authorizer, push, page } = props;
    new ApiRoutes(this, "Routes", { api: this.api, authorizer, push, page, transfer: props.scrape.transfer });
    addGatewayAnswers(this.api, props);
    // The output that RestApi creates, under a stable name for scripts.
    (this.api.node.findChild("Endpoint") as CfnOutput).overrideLogicalId("Endpoint");
  }

  private createApi({ name, stage, throttle, scrape, allowedCidrs, ...props }: PushApiProps): RestApi {
    const api = new RestApi(this, "Api", {
      restApiName: name,
      endpointTypes: [EndpointType.REGIONAL],
      // Bodies may be protobuf or compressed, and API Gateway reads types that are not binary as UTF-8.
      binaryMediaTypes: ["*/*"],
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: true,
      ...(allowedCidrs.length > 0 && { policy: toAdmittingPolicy(allowedCidrs) }),
      deployOptions: {
        stageName: stage,
        throttlingRateLimit: throttle.requestsPerSecond,
        throttlingBurstLimit: throttle.burst,
        // A page needs a read of the whole store.
        methodOptions: {
          "/metrics/GET": {
            throttlingRateLimit: scrape.throttle.requestsPerSecond,
            throttlingBurstLimit: scrape.throttle.burst,
            metricsEnabled: false,
            loggingLevel: MethodLoggingLevel.OFF,
          },
        },
        // The metrics of the whole API are free. Metrics of each method cost money and are not used.
        metricsEnabled: false,
        tracingEnabled: props.tracing,
        loggingLevel: MethodLoggingLevel.OFF,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
    requireModernTls(api);
    if (allowedCidrs.length === 0) {
      admitEverybody(api);
    }
    acknowledge(api);
    return api;
  }
}

/** TLS 1.2 or newer. API Gateway's own address would still accept TLS 1.0, and RestApi has no property for it. */
const requireModernTls = (api: RestApi): void => {
  const resource = api.node.defaultChild as CfnRestApi;
  resource.securityPolicy = SecurityPolicy.TLS13_1_2_PQ_2025_09;
  resource.endpointAccessMode = EndpointAccessMode.STRICT;
};

/**
 * An earlier deployment may have had allowed addresses. CloudFormation keeps the policy of an API whose template has none
 * (https://github.com/aws/aws-cdk/issues/21840), and an empty text removes it
 * (https://github.com/serverless/serverless/pull/7212).
 */
const admitEverybody = (api: RestApi): void => {
  (api.node.defaultChild as CfnRestApi).addPropertyOverride("Policy", "");
};

const acknowledge = (api: RestApi): void => {
  Validations.of(api).acknowledge({
    id: "AwsSolutions-APIG2",
    reason: "The push function validates bodies, which are not JSON that a model could describe.",
  });
  Validations.of(api.deploymentStage).acknowledge({
    id: "AwsSolutions-APIG6",
    reason:
      "Execution logs hold headers, and so credentials; access logs say what is needed of every request.",
  });
  Validations.of(api.node.findChild("CloudWatchRole")).acknowledge({
    id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
    reason: "The role belongs to the account's API Gateway as a whole, and API Gateway asks for this policy.",
  });
};
