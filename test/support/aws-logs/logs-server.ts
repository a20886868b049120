import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { listenOnLoopback } from "../loopback.ts";
import { type InsightsRow, type LogLine, MalformedQuery, runInsightsQuery } from "./insights-query.ts";

export interface LogsServer {
  /** The SDK's client, connected to this server. */
  readonly client: CloudWatchLogsClient;
  /** Calls by operation, in order. */
  readonly calls: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** Operations that the caller may not use. */
  readonly denied: Set<string>;
  /** The final status of queries. */
  outcome: "Complete" | "Running" | "Failed";
  stop(): Promise<void>;
}

/** Log groups by name. */
export type ReadGroups = () => Promise<ReadonlyMap<string, readonly LogLine[]>>;

/**
 * Answers DescribeLogGroups, StartQuery, GetQueryResults and StopQuery of CloudWatch Logs in the wire format of its SDK
 * (JSON 1.1): https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html and
 * API_GetQueryResults.html there. A query is `Running` when its results are read for the first time.
 */
export const startLogsServer = async (readGroups: ReadGroups): Promise<LogsServer> => {
  const queries = new Map<
    string,
    { asked: number; readonly rows: readonly InsightsRow[]; readonly bytes: number }
  >();
  const answer = async (operation: string, input: Input): Promise<object> => {
    const groups = await readGroups();
    switch (operation) {
      case "DescribeLogGroups":
        return {
          logGroups: [...groups.keys()]
            .filter((name) => name.startsWith(String(input["logGroupNamePrefix"])))
            .map((logGroupName) => ({ logGroupName })),
        };
      case "StartQuery": {
        const lines = groups.get(String(input["logGroupName"]));
        if (lines === undefined) {
          throw new ServiceError("ResourceNotFoundException", "Log group does not exist");
        }
        // Both ends are seconds, and belong to the range.
        const found = lines.filter(
          ({ atMs }) =>
            atMs >= Number(input["startTime"]) * 1_000 && atMs <= Number(input["endTime"]) * 1_000,
        );
        const queryId = randomUUID();
        queries.set(queryId, {
          asked: 0,
          rows: runInsightsQuery(String(input["queryString"]), found),
          bytes: found.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
        });
        return { queryId };
      }
      case "GetQueryResults": {
        const query = queries.get(String(input["queryId"]));
        if (query === undefined) {
          throw new ServiceError("ResourceNotFoundException", "The specified query does not exist");
        }
        query.asked += 1;
        return query.asked === 1 || server.outcome !== "Complete"
          ? { status: query.asked === 1 ? "Running" : server.outcome, results: [], statistics: {} }
          : { status: "Complete", results: query.rows, statistics: { bytesScanned: query.bytes } };
      }
      case "StopQuery":
        return { success: true };
      default:
        throw new ServiceError("UnknownOperationException", operation);
    }
  };
  const http = createServer(async (request, response) => {
    // https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    const operation = String(request.headers["x-amz-target"]).replace("Logs_20140328.", "");
    const input = JSON.parse(await text(request)) as Input;
    server.calls.push({ operation, input });
    response.setHeader("Content-Type", "application/x-amz-json-1.1");
    try {
      if (server.denied.has(operation)) {
        throw toDenied(operation, input);
      }
      response.end(JSON.stringify(await answer(operation, input)));
    } catch (error) {
      const { type, message } = toServiceError(error);
      response.writeHead(400).end(JSON.stringify({ __type: type, message }));
    }
  });
  const { url } = await listenOnLoopback(http);
  const client = new CloudWatchLogsClient({
    endpoint: url,
    region: "eu-central-1",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    maxAttempts: 1,
  });
  const server: LogsServer = {
    client,
    calls: [],
    denied: new Set(),
    outcome: "Complete",
    stop: async () => {
      client.destroy();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
};

type Input = Readonly<Record<string, unknown>>;

class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The service's words, as in https://github.com/aws/aws-sdk-js/issues/3022. */
const toDenied = (operation: string, { logGroupName }: Input): ServiceError => {
  const resource = logGroupName === undefined ? "" : `log-group:${String(logGroupName)}:log-stream:`;
  return new ServiceError(
    "AccessDeniedException",
    `User: arn:aws:sts::123456789012:assumed-role/operator/me is not authorized to perform: logs:${operation} on resource: arn:aws:logs:eu-central-1:123456789012:${resource} because no identity-based policy allows the logs:${operation} action`,
  );
};

const toServiceError = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) {
    return error;
  }
  if (error instanceof MalformedQuery) {
    return new ServiceError("MalformedQueryException", error.message);
  }
  throw error;
};
