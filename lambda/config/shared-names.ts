/** Names that stacks and functions must share. */
import { createHash } from "node:crypto";
import type { ClientConfig } from "./proxy-config.ts";

/**
 * The name of the secret that holds a client's token. It is derived from the environment and the client's id, so no list of
 * secrets is needed: the authorizer finds a token by the id, and a deployment finds the tokens of an earlier one.
 */
export const toSecretName = (environment: string, clientId: string): string =>
  `${toSecretNamePrefix(environment)}${clientId}`;

/**
 * The prefix of the names of all secrets of a deployment. It ends with a slash, which environments cannot contain, so it
 * matches no other deployment.
 */
export const toSecretNamePrefix = (environment: string): string => `pushgateway-proxy/${environment}/`;

/**
 * The name of the sweep function. Operators' commands derive it from the configuration, too. CloudFormation would cut a
 * name of its own to 64 characters, so its beginning would not show the stack.
 */
export const toSweepFunctionName = (environment: string): string => `pushgateway-proxy-${environment}-sweep`;

/**
 * The value of the API key by which API Gateway counts a caller's requests: a caller with a rate has its own, all others
 * share one. It is public: knowing it gives no rights, because the authorizer decides which key a request counts for.
 */
export const toUsageKey = (environment: string, { id, rate }: Pick<ClientConfig, "id" | "rate">): string =>
  rate === undefined ? toSharedUsageKey(environment) : hash(environment, id);

/** The key of all callers without a rate. */
export const toSharedUsageKey = (environment: string): string => hash(environment, NO_ID);

/**
 * The number of the nested stack with a caller's usage plan. A stack can have 500 resources, and a caller with a rate needs
 * three, so ten stacks hold a thousand callers (at most about 130 in one). The number depends only on the caller's id,
 * since a key cannot move to another stack.
 */
export const toUsageStackNumber = (callerId: string): number =>
  createHash("sha256").update(callerId).digest().readUInt32BE() % USAGE_STACKS;

const USAGE_STACKS = 10;

/** The id of the shared key, since no caller has an empty id. */
const NO_ID = "";

const hash = (environment: string, id: string): string =>
  createHash("sha256").update(`pushgateway-proxy usage key\n${environment}\n${id}`).digest("hex");

/** The CloudWatch namespace into which the functions write metrics, each with the environment as its first dimension. */
export const METRICS_NAMESPACE = "PushgatewayProxy";
