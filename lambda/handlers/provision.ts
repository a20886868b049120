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
  readonly RotationFunction?: string;
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
    return `the clients' tokens cannot be made: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
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
  // It must stay the same: CloudFormation deletes a resource whose id has changed.
  PhysicalResourceId: "client-tokens",
  StackId: event.StackId,
  RequestId: event.RequestId,
  LogicalResourceId: event.LogicalResourceId,
  ...(refusal === undefined ? { Status: "SUCCESS" } : { Status: "FAILED", Reason: refusal }),
});
