import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { ReadGroups } from "../support/aws-logs/logs-server.ts";

/** All logs of the functions. The emulator's own Logs Insights does not know `stats`, and ignores unknown filters. */
export const readLogGroups = async (client: CloudWatchLogsClient): ReturnType<ReadGroups> => {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  const read = logGroups.map(async ({ logGroupName = "" }) => {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
    const lines = events.map(({ timestamp = 0, message = "" }) => ({ atMs: timestamp, message }));
    return [toAwsName(logGroupName), lines] as const;
  });
  return new Map(await Promise.all(read));
};

/** CloudFormation names a group by its stack, its logical id and a random end. The emulator uses another form. */
const toAwsName = (name: string): string =>
  name.replace(/^\/aws\/cloudformation\/([^/]+)\/(\w+)$/, "$1-$2-Pzk9IEJpA0F6");
