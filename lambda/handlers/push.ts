import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AuditLog, type AuditRecord, toAuditRecord } from "../model/audit-record.ts";
import type { Clock } from "../model/clock.ts";
import { type PushStatus, PushTrace } from "../model/push-trace.ts";
import { INTERNAL_DETAIL, type Refusal, refuse } from "../model/refusal.ts";
import type { Err, Result } from "../model/result.ts";
import { type PipelinePorts, push } from "../pipeline.ts";
import { type Query, refuseUnknownParameter } from "../request/query.ts";
import { respondDone, respondReady, respondRefusal, toResponseContext } from "../respond/respond.ts";
import type { RefusalCounter } from "../store/limits/refusal-counter.ts";

export interface PushPorts extends PipelinePorts {
  /** Milliseconds with fractions, from any start, never going back. */
  readonly stopwatch: Clock;
  readonly audit: AuditLog;
  readonly refusals: Pick<RefusalCounter, "count" | "addIfDue">;
  /** Reports a bug with its stack, which only the operator may see. */
  readonly reportBug: (error: unknown, requestId: string) => void;
}

/** The resource of the readiness check. The path cannot be used, since a push's path can have the same end. */
const READY_RESOURCE = "/-/ready";

const READY_TIMEOUT_MS = 1_000;

type PushHandler = (event: APIGatewayProxyEvent, context: object) => Promise<APIGatewayProxyResult>;

/** The push function: one call into the pipeline, its outcome as an HTTP response, and one line in the log. */
export const createPushHandler = (ports: PushPorts): PushHandler =>
  middy<APIGatewayProxyEvent, APIGatewayProxyResult>(NO_EARLY_TIMEOUT)
    .use({
      onError: (request) => {
        const { event, error } = request;
        request.response = respondRefusal(refuseBug(error, event, ports).error, toResponseContext(event));
      },
    })
    .handler((event) =>
      event.resource === READY_RESOURCE ? answerReady(event, ports) : answerPush(event, ports),
    ) as PushHandler;

/**
 * By default middy reports a slow request as an error of the handler, which would be a bug. The gateway answers it with
 * 503 before.
 */
const NO_EARLY_TIMEOUT = { timeoutEarlyInMillis: 0 } as const;

const answerPush = async (event: APIGatewayProxyEvent, ports: PushPorts): Promise<APIGatewayProxyResult> => {
  const trace = new PushTrace(ports.stopwatch);
  const { requestId } = event.requestContext;
  // In parallel with the push, so that its answer does not wait for counts of earlier pushes.
  const adding = addRefusals(requestId, ports);
  const outcome = await pushOrRefuse(event, ports, trace);
  await adding;
  const record = toAuditRecord(requestId, trace, outcome);
  audit(record, ports);
  if (!outcome.ok) {
    countRefusal(outcome.error, record, ports);
    await addRefusals(requestId, ports);
  }
  const context = toResponseContext(event);
  return outcome.ok
    ? respondDone({ status: outcome.value, exposition: trace.exposition }, context)
    : respondRefusal(outcome.error, context);
};

/** Caught here and not by middy, so that the record of a failed push tells how far it came. */
const pushOrRefuse = async (
  event: APIGatewayProxyEvent,
  ports: PushPorts,
  trace: PushTrace,
): Promise<Result<PushStatus, Refusal>> => {
  try {
    return await push(event, ports, trace);
  } catch (error) {
    return refuseBug(error, event, ports);
  }
};

/** The push is done by now, so a log that cannot be written must not turn it into an error. */
const audit = (record: AuditRecord, ports: PushPorts): void => {
  try {
    ports.audit(record);
  } catch (error) {
    reportBug(error, record.requestId, ports);
  }
};

/** For the proxy's own metrics. The authorizer counts requests without a valid credential. */
const countRefusal = (
  { code }: Refusal,
  { client, isDryRun }: AuditRecord,
  { refusals }: PushPorts,
): void => {
  if (client !== undefined && !isDryRun) {
    refusals.count(client, code);
  }
};

/** As with the log, counts that cannot be added must not change the answer. */
const addRefusals = async (requestId: string, ports: PushPorts): Promise<void> => {
  try {
    await ports.refusals.addIfDue();
  } catch (error) {
    reportBug(error, requestId, ports);
  }
};

const answerReady = async (event: APIGatewayProxyEvent, ports: PushPorts): Promise<APIGatewayProxyResult> => {
  const context = toResponseContext(event);
  const unknown = refuseUnknownParameter(event.multiValueQueryStringParameters as Query, []);
  return unknown === undefined
    ? respondReady(await ports.destination.isReady(READY_TIMEOUT_MS), context)
    : respondRefusal(unknown.error, context);
};

const refuseBug = (error: unknown, event: APIGatewayProxyEvent, ports: PushPorts): Err<Refusal> => {
  reportBug(error, event.requestContext.requestId, ports);
  return refuse("internal", INTERNAL_DETAIL);
};

const reportBug = (error: unknown, requestId: string, ports: PushPorts): void => {
  try {
    ports.reportBug(error, requestId);
  } catch {
    // If writing the log fails, the client still gets its answer.
  }
};
