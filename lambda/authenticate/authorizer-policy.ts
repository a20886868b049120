import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { toUsageKey } from "../config/shared-names.ts";
import { bindGrants } from "../model/grant.ts";
import { bindReads } from "../model/read-right.ts";
import { ok, type Result } from "../model/result.ts";
import type { Caller } from "./authentication-outcome.ts";
import { flattenContext } from "./authorizer-context.ts";

/**
 * The authorizer's answer: everything that the caller may ever do, because the gateway caches it for a minute and applies it
 * to every further request. It is made only from the configuration and the stage. The path of the request is in the ARN,
 * too, but must not be used: a `*` in it would be a wildcard.
 */
export const toAuthorizerPolicy = (
  caller: Caller,
  methodArn: string,
  environment: string,
): Result<APIGatewayAuthorizerResult, "claims-too-long"> => {
  const context = flattenContext({
    client: caller.config.id,
    claims: caller.claims,
    expiresAtSeconds: caller.expiresAtSeconds,
  });
  if (!context.ok) {
    return context;
  }
  const stage = stageArnOf(methodArn);
  return ok({
    principalId: caller.config.id,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "execute-api:Invoke",
          Resource: routesOf(caller).map((route) => `${stage}/${route}`),
        },
      ],
    },
    context: context.value,
    usageIdentifierKey: toUsageKey(environment, caller.config),
  });
};

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>` */
const stageArnOf = (methodArn: string): string => methodArn.split("/", 2).join("/");

const routesOf = ({ config, claims }: Caller): readonly string[] => {
  const methods = new Set(bindGrants(config.grants, claims).flatMap((grant) => grant.methods));
  return [
    READY,
    ...[...methods].map((method) => `${method}/*`),
    ...(config.scrape === undefined ? [] : [PAGE]),
    ...(bindReads(config.reads, claims).length === 0 ? [] : [ONE_GROUP]),
  ];
};

/** Every caller may ask whether the Pushgateway is ready. */
const READY = "GET/-/ready";

const PAGE = "GET/metrics";

const ONE_GROUP = "GET/metrics/*";
