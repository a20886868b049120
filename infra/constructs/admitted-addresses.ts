import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { type ResourceRoutes, ROUTES, type RouteKind } from "../routes.ts";

/**
 * The resource policy of an API that admits only certain blocks of addresses. All others are denied before the
 * authorizer is called. Methods without an authorizer must be allowed explicitly. Methods with one must not be, because
 * an allow here would replace the authorizer's (API Gateway developer guide, "How API Gateway resource policies affect
 * authorization workflow").
 */
export const toAdmittingPolicy = (cidrs: readonly string[]): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [INVOKE],
        resources: ["execute-api:/*"],
        conditions: { NotIpAddress: { "aws:SourceIp": cidrs } },
      }),
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [INVOKE],
        resources: ROUTES.flatMap(unguardedOf),
      }),
    ],
  });

const INVOKE = "execute-api:Invoke";

/** Methods of a resource without an authorizer, in API Gateway's short form: `execute-api:/<stage>/<method>/<path>`. */
const unguardedOf = ({ resource, methods }: ResourceRoutes): readonly string[] =>
  METHODS.filter((method) => !isGuarded(methods[method as keyof typeof methods])).map(
    (method) => `execute-api:/*/${method}${resource.replace(/\{.*\}$/, "*")}`,
  );

const isGuarded = (kind: RouteKind | undefined): boolean => kind !== undefined && kind !== "healthy";

const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
