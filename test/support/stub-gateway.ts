import type { Server } from "node:http";
import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { createLocalGateway, type GatewaySettings } from "../../infra/local/gateway/gateway.ts";
import type { AnsweredRequest } from "../../infra/local/gateway/gateway-observer.ts";
import { listenOnLoopback } from "./loopback.ts";

/** A local gateway in front of functions of a test, with their calls. */
export interface StubGateway {
  readonly url: string;
  readonly authorizerEvents: readonly APIGatewayRequestAuthorizerEvent[];
  readonly events: readonly APIGatewayProxyEvent[];
  readonly answered: readonly AnsweredRequest[];
  readonly outages: readonly string[];
  readonly server: Server;
  /** Moves the gateway's clock. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** Allows everything in its stage. */
export const ALLOW_ALL = {
  principalId: "somebody",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: "arn:aws:execute-api:us-east-1:000000000000:local/prod/*",
      },
    ],
  },
};

export type StubFunctions = Partial<Pick<GatewaySettings, "authorizer" | "push" | "page" | "rates">>;

export const startStubGateway = async (functions: StubFunctions = {}): Promise<StubGateway> => {
  const authorizerEvents: APIGatewayRequestAuthorizerEvent[] = [];
  const events: APIGatewayProxyEvent[] = [];
  const answered: AnsweredRequest[] = [];
  const outages: string[] = [];
  let nowMs = Date.parse("2026-11-23T16:25:00Z");
  const gateway = createLocalGateway({
    stage: "prod",
    now: () => nowMs,
    rates: functions.rates ?? new Map(),
    authorizer: async (event) => {
      authorizerEvents.push(event);
      return functions.authorizer === undefined ? ALLOW_ALL : functions.authorizer(event);
    },
    push: async (event, context) => {
      events.push(event);
      return functions.push === undefined
        ? { statusCode: 200, body: "done" }
        : functions.push(event, context);
    },
    page: async (event, context) => {
      events.push(event);
      return functions.page === undefined
        ? { statusCode: 200, body: "page" }
        : functions.page(event, context);
    },
    observer: {
      answered: (request) => answered.push(request),
      failed: (reason) => outages.push(reason),
    },
  });
  const { url } = await listenOnLoopback(gateway.server);
  return {
    url,
    authorizerEvents,
    events,
    answered,
    outages,
    server: gateway.server,
    advance: (ms) => {
      nowMs += ms;
    },
    close: () => gateway.close(),
  };
};
