import { Duration, Validations } from "aws-cdk-lib";
import {
  AuthorizationType,
  IdentitySource,
  type IResource,
  LambdaIntegration,
  type LambdaIntegrationOptions,
  type MethodOptions,
  RequestAuthorizer,
  ResponseTransferMode,
  type RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { ScrapeConfig } from "../../lambda/config/proxy-config.ts";
import type { GatewayResponse } from "../../lambda/respond/gateway-responses.ts";
import { HEALTHY_RESPONSE, ROUTES, type RouteKind } from "../routes.ts";
import { addMockMethod } from "./mock-answer.ts";

export interface ApiRoutesProps {
  readonly api: RestApi;
  readonly authorizer: IFunction;
  readonly push: IFunction;
  readonly page: IFunction;
  readonly transfer: ScrapeConfig["transfer"];
}

/** The methods of the API: those of the route table, and on every resource an answer to all other methods. */
export class ApiRoutes extends Construct {
  private readonly integrations: Readonly<Record<Exclude<RouteKind, "healthy">, LambdaIntegration>>;
  private readonly guarded: MethodOptions;

  constructor(scope: Construct, id: string, { api, authorizer, ...functions }: ApiRoutesProps) {
    super(scope, id);
    const push = new LambdaIntegration(functions.push, {
      timeout: INTEGRATION_TIMEOUT,
      allowTestInvoke: false,
    });
    const read = new LambdaIntegration(functions.page, {
      ...TRANSFERS[functions.transfer],
      allowTestInvoke: false,
    });
    this.integrations = { push, delete: push, ready: push, page: read, group: read };
    this.guarded = {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: this.createAuthorizer(authorizer),
      // The authorizer gives every caller a key, see UsagePlans.
      apiKeyRequired: true,
    };
    for (const { resource: path, methods, methodNotAllowed } of ROUTES) {
      const resource = api.root.resourceForPath(path);
      for (const [method, kind] of Object.entries<RouteKind>(methods)) {
        if (kind === "healthy") {
          addAnswer(resource, method, HEALTHY_RESPONSE);
        } else {
          this.addGuarded(resource, method, kind);
        }
      }
      addAnswer(resource, "ANY", methodNotAllowed);
    }
  }

  private createAuthorizer(handler: IFunction): RequestAuthorizer {
    return new RequestAuthorizer(this, "Authorizer", {
      handler,
      // A request without it gets 401, and the function is not called.
      identitySources: [IdentitySource.header("Authorization")],
      // How long a client can still push after its token was revoked.
      resultsCacheTtl: Duration.seconds(60),
    });
  }

  private addGuarded(resource: IResource, method: string, kind: keyof typeof this.integrations): void {
    Validations.of(resource.addMethod(method, this.integrations[kind], this.guarded)).acknowledge({
      id: "AwsSolutions-COG4",
      reason:
        "A custom authorizer checks the caller: clients of a Pushgateway have Basic or Bearer, no user pool.",
    });
  }
}

/** The maximum of API Gateway. A push is answered well before. */
const INTEGRATION_TIMEOUT = Duration.seconds(29);

/**
 * A streamed answer may be larger, and may take longer without a higher quota (API Gateway developer guide, "Stream the
 * integration response for your proxy integrations").
 */
const TRANSFERS: Readonly<Record<ScrapeConfig["transfer"], LambdaIntegrationOptions>> = {
  stream: { responseTransferMode: ResponseTransferMode.STREAM, timeout: Duration.seconds(60) },
  buffered: { timeout: INTEGRATION_TIMEOUT },
};

const addAnswer = (resource: IResource, httpMethod: string, answer: GatewayResponse): void => {
  const method = addMockMethod(resource, httpMethod, answer);
  for (const id of ["AwsSolutions-APIG4", "AwsSolutions-COG4"]) {
    Validations.of(method).acknowledge({
      id,
      reason:
        "A fixed answer that tells nothing and calls nothing; it is given with and without a credential.",
    });
  }
};
