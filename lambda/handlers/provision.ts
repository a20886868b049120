import { createHash } from "node:crypto";
import middy from "@middy/core";
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from "aws-lambda";
import { type ProvisionPorts, provisionTokens } from "../authenticate/provision.ts";

export interface ProvisionHandlerPorts extends ProvisionPorts {
  readonly clientIds: readonly string[];
  readonly everyDays: number | undefined;
  readonly answer: (url: string, answer: CloudFormationCustomResourceResponse) => Promise<void>;
}

/** The template's properties of the resource, in addition to the function's own ARN. */
export interface TokenProperties {
  /** Changes with the clients. */
  readonly Clients?: string;
  readonly RotationFunction?: string;
  readonly RotationDays?: string;
}

type ProvisionHandler = (event: CloudFormationCustomResourceEvent, context?: object) => Promise<void>;

/**
 * The custom resource for a deployment's tokens. CloudFormation calls it when the clients or their rotation change, and
 * waits for its answer. Destroying the stack keeps the tokens.
 */
export const createProvisionHandler = (ports: ProvisionHandlerPorts): ProvisionHandler =>
  middy<CloudFormationCustomResourceEvent, void>().handler(async (event) => {
    const refusal = event.RequestType === "Delete" ? undefined : await provision(event, ports);
    await ports.answer(event.ResponseURL, toAnswer(event, refusal));
  }) as ProvisionHandler;

/**
 * The reason why the deployment must stop; undefined if every client has a token. A throw also becomes an answer, because
 * without one CloudFormation waits for an hour.
 */
const provision = async (
  event: CloudFormationCustomResourceEvent,
  ports: ProvisionHandlerPorts,
): Promise<string | undefined> => {
  const { RotationFunction: functionArn } = event.ResourceProperties as TokenProperties;
  try {
    const { withdrawn } = await provisionTokens(
      ports.clientIds,
      { functionArn, everyDays: functionArn === undefined ? undefined : ports.everyDays },
      ports,
    );
    return withdrawn.length === 0 ? undefined : describeWithdrawn(withdrawn);
  } catch (error) {
    return `the clients' tokens cannot be made: ${error}`;
  }
};

const describeWithdrawn = (clients: readonly string[]): string => {
  const [first, more] = [clients[0], clients.length - 1];
  return (
    `the secret of client ${first}${more > 0 ? ` (and of ${more} more)` : ""} is marked for deletion: ` +
    "restore it (aws secretsmanager restore-secret), or remove the client from the configuration until the secret is gone"
  );
};

const toAnswer = (
  event: CloudFormationCustomResourceEvent,
  refusal: string | undefined,
): CloudFormationCustomResourceResponse => ({
  PhysicalResourceId: toPhysicalId(event, refusal),
  StackId: event.StackId,
  RequestId: event.RequestId,
  LogicalResourceId: event.LogicalResourceId,
  ...(refusal === undefined || isRollback(event)
    ? { Status: "SUCCESS" }
    : { Status: "FAILED", Reason: refusal.slice(0, MAX_REASON) }),
});

/** CloudFormation accepts an answer of at most 4,096 bytes. */
const MAX_REASON = 1_000;

/**
 * Names the properties for which the resource was made last, so that a rollback can be recognised. For each new id
 * CloudFormation deletes the old one, which does nothing.
 */
const toPhysicalId = (event: CloudFormationCustomResourceEvent, refusal: string | undefined): string =>
  event.RequestType === "Delete" || (event.RequestType === "Update" && refusal !== undefined)
    ? event.PhysicalResourceId
    : toId(event);

/**
 * Whether the update goes back to the properties for which the resource was made before. A refusal would leave the stack in
 * UPDATE_ROLLBACK_FAILED, where no deployment can change it. The clients have the tokens that they had before the update.
 */
const isRollback = (event: CloudFormationCustomResourceEvent): boolean =>
  event.RequestType === "Update" && event.PhysicalResourceId === toId(event);

const toId = (event: CloudFormationCustomResourceEvent): string => {
  const { Clients, RotationFunction, RotationDays } = event.ResourceProperties as TokenProperties;
  const properties = JSON.stringify([Clients, RotationFunction, RotationDays]);
  return `client-tokens-${createHash("sha256").update(properties).digest("hex").slice(0, 16)}`;
};
