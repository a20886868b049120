import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { ReadGroups } from "../support/aws-logs/logs-server.ts";

/** All that functions have logged. The emulator's own Logs Insights knows no `stats`, and ignores filters that it does not know. */
export const readLogGroups = async (client: CloudWatchLogsClient): ReturnType<ReadGroups> => {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  const read = logGroups.map(async ({ logGroupName = "" }) => {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
    const lines = events.map(({ timestamp = 0, message = "" }) => ({ atMs: timestamp, message }));
    return [toAwsName(logGroupName), lines] as const;
  });
  return new Map(await Promise.all(read));
};

/** CloudFormation names a group by its stack, its logical id and a random end; the emulator has another form. */
const toAwsName = (name: string): string =>
  name.replace(/^\/aws\/cloudformation\/([^/]+)\/(\w+)$/, "$1-$2-Pzk9IEJpA0F6");
