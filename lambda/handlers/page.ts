import type { APIGatewayProxyEvent } from "aws-lambda";
import type { ClientDirectory } from "../authenticate/client-directory.ts";
import { identifyCaller } from "../authenticate/identify-caller.ts";
import type { Client } from "../model/client.ts";
import type { Clock } from "../model/clock.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import { answerRead, type ReadAnswer, type ReadPorts } from "../page/answer-read.ts";
import { type ReadRecord, toReadRecord } from "../page/read-record.ts";
import { PAGE_RESOURCE } from "../page/read-request.ts";
import { respondRefusal, toResponseContext } from "../respond/respond.ts";

export interface PageHandlerPorts extends ReadPorts {
  readonly directory: ClientDirectory;
  /** Milliseconds with fractions, from any start, never going back. */
  readonly stopwatch: Clock;
  readonly report: (record: ReadRecord) => void;
  /** Reports a bug with its stack, which only the operator may see. */
  readonly reportBug: (error: unknown, requestId: string) => void;
}

/** An answer, independent of its transfer. */
export interface PageResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export type PageHandler = (event: APIGatewayProxyEvent) => Promise<PageResponse>;

/** The page function: caller, answer, and one line in the log. Never rejects. */
export const createPageHandler =
  (ports: PageHandlerPorts): PageHandler =>
  async (event) => {
    const startedMs = ports.stopwatch();
    const { requestId } = event.requestContext;
    const client = identifyCaller(event.requestContext.authorizer, ports.directory, ports.now());
    const outcome = client.ok ? await answerOrRefuse(event, client.value, ports) : client;
    const request = {
      requestId,
      client: client.ok ? client.value.id : undefined,
      what: event.resource === PAGE_RESOURCE ? ("page" as const) : ("group" as const),
      durationMs: Math.round(ports.stopwatch() - startedMs),
    };
    ports.report(toReadRecord(request, outcome));
    return outcome.ok ? respondRead(outcome.value) : respondProblem(outcome.error, event);
  };

const answerOrRefuse = async (
  event: APIGatewayProxyEvent,
  client: Client,
  ports: PageHandlerPorts,
): Promise<Result<ReadAnswer, Refusal>> => {
  try {
    return await answerRead(event, client, ports);
  } catch (error) {
    ports.reportBug(error, event.requestContext.requestId);
    return refuse(
      "internal",
      "the proxy failed; if it fails again report the request id to the operator of the proxy",
    );
  }
};

const respondRead = ({ contentType, encoding, body }: ReadAnswer): PageResponse => ({
  statusCode: 200,
  headers: {
    "Content-Type": contentType,
    ...(encoding === "gzip" && { "Content-Encoding": "gzip" }),
    Vary: "Accept, Accept-Encoding",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  },
  body,
});

const respondProblem = (refusal: Refusal, event: APIGatewayProxyEvent): PageResponse => {
  const { statusCode, headers, body } = respondRefusal(refusal, toResponseContext(event));
  return { statusCode, headers: headers as Readonly<Record<string, string>>, body };
};
