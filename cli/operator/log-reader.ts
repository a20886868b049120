import type { CloudWatchLogsClient, QueryStatistics, ResultField } from "@aws-sdk/client-cloudwatch-logs";
import type { LogAnswer, LogName, LogQuery, LogRow, ReadLog } from "../../console/server/aws/log-reader.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { describeAwsProblem } from "../describe-error.ts";
import type { CliPorts } from "../ports.ts";

/**
 * Logical ids of the log groups in the stack of the API. CloudFormation's names contain them after the stack's name.
 */
const LOGICAL_IDS: Readonly<Record<LogName, string>> = { push: "PushFunctionLog", access: "PushAccessLog" };

/** Queries of some minutes end within seconds. */
const DEADLINE_MS = 60_000;
const PAUSE_MS = 500;

type Ports = Pick<CliPorts, "connectLogs"> & { readonly http: Pick<CliPorts["http"], "now" | "sleep"> };

/** Reads the logs of a deployment through CloudWatch Logs Insights, one log group per query. */
export const createLogReader = (stackName: string, ports: Ports): ReadLog => {
  const names = new Map<LogName, Promise<Result<string, string>>>();
  let connected: Promise<CloudWatchLogsClient> | undefined;
  return async (query) => {
    connected ??= ports.connectLogs();
    const client = await connected;
    const found = names.get(query.log) ?? findLogGroup(client, stackName, query.log);
    names.set(query.log, found);
    const name = await found;
    if (!name.ok) {
      // The next time they are looked up again, since permissions may have been granted meanwhile.
      names.delete(query.log);
      return name;
    }
    return attempt(() => runQuery(client, name.value, query, ports));
  };
};

const findLogGroup = (
  client: CloudWatchLogsClient,
  stackName: string,
  log: LogName,
): Promise<Result<string, string>> =>
  attempt(async () => {
    const { DescribeLogGroupsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    const logGroupNamePrefix = `${stackName}-${LOGICAL_IDS[log]}`;
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
    const name = logGroups[0]?.logGroupName;
    return name === undefined
      ? err(`there is no log group ${logGroupNamePrefix}…: is the proxy deployed in this account and region?`)
      : ok(name);
  });

const runQuery = async (
  client: CloudWatchLogsClient,
  logGroupName: string,
  { text, fromMs, toMs }: LogQuery,
  { http }: Ports,
): Promise<Result<LogAnswer, string>> => {
  const { StartQueryCommand, GetQueryResultsCommand, StopQueryCommand } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  const { queryId } = await client.send(
    new StartQueryCommand({
      logGroupName,
      queryString: text,
      startTime: Math.floor(fromMs / 1_000),
      endTime: Math.ceil(toMs / 1_000),
    }),
  );
  const deadlineMs = http.now() + DEADLINE_MS;
  while (http.now() < deadlineMs) {
    const answer = await client.send(new GetQueryResultsCommand({ queryId }));
    if (answer.status === "Complete") {
      return ok(toAnswer(answer.results, answer.statistics));
    }
    if (!PENDING.has(answer.status ?? "")) {
      return err(`the query of ${logGroupName} ended with ${answer.status}; it is tried again`);
    }
    await http.sleep(PAUSE_MS);
  }
  // Otherwise the query would continue to its end, and cost money.
  await client.send(new StopQueryCommand({ queryId }));
  return err(`the query of ${logGroupName} took more than ${DEADLINE_MS / 1_000} s; it is tried again`);
};

const PENDING: ReadonlySet<string> = new Set(["Scheduled", "Running"]);

const toAnswer = (
  results: readonly (readonly ResultField[])[] = [],
  { bytesScanned = 0 }: QueryStatistics = {},
): LogAnswer => ({
  rows: results.map(
    (fields): LogRow => Object.fromEntries(fields.map(({ field = "", value }) => [field, value])),
  ),
  scannedBytes: bytesScanned,
});

/** A failure of AWS as a sentence. */
const attempt = async <Value>(ask: () => Promise<Result<Value, string>>): Promise<Result<Value, string>> => {
  try {
    return await ask();
  } catch (error) {
    return err(describeMissingRight(error as Error) ?? describeAwsProblem(error));
  }
};

/** The missing permission and its resource, as in a policy: a query needs the right to streams of its group. */
const describeMissingRight = ({ name, message }: Error): string | undefined => {
  const [, action, resource] = /perform: (\S+)(?: on resource: (\S+))?/.exec(message) ?? [];
  return name !== "AccessDeniedException" || action === undefined
    ? undefined
    : `your credentials lack the permission ${action}${resource === undefined ? "" : ` for ${resource.replace(/:log-stream:$/, ":*")}`}; the output OperatorPolicy of the API stack has all that an operator needs`;
};
