import { Duration, Validations } from "aws-cdk-lib";
import {
  AuthorizationType,
  IdentitySource,
  type IResource,
  LambdaIntegration,
  type MethodOptions,
  RequestAuthorizer,
  type RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { GatewayResponse } from "../../lambda/respond/gateway-responses.ts";
import { HEALTHY_RESPONSE, ROUTES, type RouteKind } from "../routes.ts";
import { addMockMethod } from "./mock-answer.ts";

export interface ApiRoutesProps {
  readonly api: RestApi;
  readonly authorizer: IFunction;
  readonly push: IFunction;
}

/** The methods of the API: those of the route table, and on every resource an answer to all the others. */
export class ApiRoutes extends Construct {
  private readonly push: LambdaIntegration;
  private readonly guarded: MethodOptions;

  constructor(scope: Construct, id: string, { api, authorizer, push }: ApiRoutesProps) {
    super(scope, id);
    this.push = new LambdaIntegration(push, { timeout: INTEGRATION_TIMEOUT, allowTestInvoke: false });
    this.guarded = {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: this.createAuthorizer(authorizer),
      // The authorizer gives everybody one, see UsagePlans.
      apiKeyRequired: true,
    };
    for (const { resource: path, methods, methodNotAllowed } of ROUTES) {
      const resource = api.root.resourceForPath(path);
      for (const [method, kind] of Object.entries<RouteKind>(methods)) {
        if (kind === "healthy") {
          addAnswer(resource, method, HEALTHY_RESPONSE);
        } else {
          this.addGuarded(resource, method);
        }
      }
      addAnswer(resource, "ANY", methodNotAllowed);
    }
  }

  private createAuthorizer(handler: IFunction): RequestAuthorizer {
    return new RequestAuthorizer(this, "Authorizer", {
      handler,
      // A request without it is 401 without the function being called.
      identitySources: [IdentitySource.header("Authorization")],
      // So long may a client whose token was revoked still push.
      resultsCacheTtl: Duration.seconds(60),
    });
  }

  private addGuarded(resource: IResource, method: string): void {
    Validations.of(resource.addMethod(method, this.push, this.guarded)).acknowledge({
      id: "AwsSolutions-COG4",
      reason:
        "A custom authorizer checks the caller: clients of a Pushgateway have Basic or Bearer, no user pool.",
    });
  }
}

/**
 * The most that API Gateway gives. A push is answered well before; only one that fills the registry may take longer, and goes
 * on when its caller has got 504.
 */
const INTEGRATION_TIMEOUT = Duration.seconds(29);

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
