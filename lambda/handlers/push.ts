import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AuditLog, toAuditRecord } from "../model/audit-record.ts";
import type { Clock } from "../model/clock.ts";
import { PushTrace } from "../model/push-trace.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import { type PipelinePorts, push } from "../pipeline.ts";
import { findHeader } from "../request/headers.ts";
import { chooseResponseFormat } from "../respond/accept.ts";
import {
  type ResponseContext,
  respondDone,
  respondReady,
  respondRefusal,
  type Summary,
} from "../respond/respond.ts";

export interface PushPorts extends PipelinePorts {
  /** Milliseconds with fractions, from any start, never going back. */
  readonly stopwatch: Clock;
  readonly audit: AuditLog;
  /** Takes what was thrown: a bug, with its stack, for the operator alone. */
  readonly reportBug: (error: unknown, requestId: string) => void;
}

/** The resource that asks whether the Pushgateway answers: a path can end like it and be a push. */
const READY_RESOURCE = "/-/ready";

const READY_TIMEOUT_MS = 1_000;

type PushHandler = (event: APIGatewayProxyEvent, context: object) => Promise<APIGatewayProxyResult>;

/** The push function: one call into the pipeline, its outcome as an HTTP response, and one line in the log. */
export const createPushHandler = (ports: PushPorts): PushHandler =>
  middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use({ onError: (request) => answerBug(request, ports) })
    .handler((event) =>
      event.resource === READY_RESOURCE ? answerReady(event, ports) : answerPush(event, ports),
    ) as PushHandler;

const answerPush = async (event: APIGatewayProxyEvent, ports: PushPorts): Promise<APIGatewayProxyResult> => {
  const trace = new PushTrace(ports.stopwatch);
  const outcome = await push(event, ports, trace);
  ports.audit(toAuditRecord(event.requestContext.requestId, trace, outcome));
  return respond(outcome, toResponseContext(event));
};

const answerReady = async (event: APIGatewayProxyEvent, ports: PushPorts): Promise<APIGatewayProxyResult> =>
  respondReady(await ports.pushgateway.isReady(READY_TIMEOUT_MS), toResponseContext(event));

const answerBug = (
  request: middy.Request<APIGatewayProxyEvent, APIGatewayProxyResult>,
  ports: PushPorts,
): void => {
  const { requestId } = request.event.requestContext;
  const refused = refuse(
    "internal",
    "the proxy failed and cannot say whether it did what was asked; send the same again, which does no harm, and if it fails again report the request id to whoever runs it",
  );
  ports.reportBug(request.error, requestId);
  ports.audit(toAuditRecord(requestId, new PushTrace(ports.stopwatch), refused));
  request.response = respond(refused, toResponseContext(request.event));
};

const respond = (outcome: Result<Summary, Refusal>, context: ResponseContext): APIGatewayProxyResult =>
  outcome.ok ? respondDone(outcome.value, context) : respondRefusal(outcome.error, context);

const toResponseContext = (event: APIGatewayProxyEvent): ResponseContext => ({
  requestId: event.requestContext.requestId,
  format: chooseResponseFormat(findHeader(event, "accept")),
});
