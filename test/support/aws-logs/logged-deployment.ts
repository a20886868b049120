import { ACCESS_LOG_FORMAT } from "../../../infra/constructs/access-log-format.ts";
import { createEmfAuditLog } from "../../../lambda/adapters/cloudwatch/emf-audit-log.ts";
import { createEmfWriter } from "../../../lambda/adapters/cloudwatch/emf-document.ts";
import { createPushHandler } from "../../../lambda/handlers/push.ts";
import { createRecordingPorts } from "../pipeline-ports.ts";
import { aPushEvent, type PushEventParts } from "../push-event.ts";
import type { LogLine } from "./insights-query.ts";
import { type LogsServer, startLogsServer } from "./logs-server.ts";

const STACK = "pushgateway-proxy-test-api";
export const PUSH_LOG = `${STACK}-PushFunctionLog1A2B3C4D-abcdefghijkl`;
export const ACCESS_LOG = `${STACK}-PushAccessLog5E6F7A8B-mnopqrstuvwx`;

/**
 * The logs of the push function and its API. The real function writes its lines, and the API's lines have the real
 * format.
 */
export class LoggedDeployment {
  static readonly stack = STACK;
  readonly #lines = new Map<string, LogLine[]>([
    [PUSH_LOG, []],
    [ACCESS_LOG, []],
    [`${STACK}-SweepFunctionLog`, []],
  ]);
  readonly #now: () => number;
  #requests = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers the SDK's requests to CloudWatch Logs. */
  serveLogs(): Promise<LogsServer> {
    return startLogsServer(async () => this.#lines);
  }

  /** Sends a request to the push function. Returns its status. */
  async push({
    client = "desktop-app",
    ...parts
  }: PushEventParts & { readonly client?: string } = {}): Promise<number> {
    const requestId = this.#nextId();
    const { ports } = await createRecordingPorts();
    const write = createEmfWriter({
      environment: "test",
      write: (line) => this.#log(PUSH_LOG, line.trimEnd()),
      now: this.#now,
    });
    const event = aPushEvent({ authorizer: { client }, ...parts });
    event.requestContext.requestId = requestId;
    const { statusCode } = await createPushHandler({ ...ports, audit: createEmfAuditLog(write) })(event, {});
    this.#access({
      requestId,
      client,
      method: event.httpMethod,
      path: `/prod${event.path}`,
      status: statusCode,
      type: "-",
    });
    return statusCode;
  }

  /** A request that the API answers itself. */
  refuse(
    status: number,
    type: string,
    { client = "-", method = "PUT", path = "/prod/metrics/job/x" } = {},
  ): void {
    this.#access({ requestId: this.#nextId(), client, method, path, status, type });
  }

  #access(line: AccessLine): void {
    const values: Readonly<Record<string, string>> = {
      "$context.requestId": line.requestId,
      "$context.authorizer.principalId": line.client,
      "$context.httpMethod": line.method,
      "$context.path": line.path,
      "$context.status": String(line.status),
      "$context.error.responseType": line.type,
    };
    // API Gateway writes "-" for a missing value.
    this.#log(
      ACCESS_LOG,
      ACCESS_LOG_FORMAT.replaceAll(/\$context[\w.]+/g, (variable) => values[variable] ?? "-"),
    );
  }

  #log(group: string, message: string): void {
    this.#lines.get(group)?.push({ atMs: this.#now(), message });
  }

  #nextId(): string {
    this.#requests += 1;
    return `00000000-0000-4000-8000-${String(this.#requests).padStart(12, "0")}`;
  }
}

interface AccessLine {
  readonly requestId: string;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
}
