import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { ProtobufPage } from "../../sweep/scan/protobuf-page.ts";
import { readSeenGroup } from "../../sweep/scan/read-seen-group.ts";
import {
  PushgatewayOutage,
  type PushgatewayReader,
  type SeenGroup,
  type UnreadableGroup,
} from "../../sweep/scan/seen-group.ts";
import { httpGet, toUrlBelow } from "../http-get.ts";
import { ElementSplitter } from "./element-splitter.ts";
import { describeFailedRead, UnexpectedStatus } from "./outage-reason.ts";
import { readPageFamilies } from "./page-families-reader.ts";

export interface PushgatewayReaderSettings {
  /** For the status. */
  readonly statusTimeoutMs: number;
  /** For all groups together. */
  readonly timeoutMs: number;
  /** A larger group is reported as unreadable and skipped. */
  readonly maxGroupBytes: number;
}

/** The limits of a push keep a group far below this, unless it was pushed past the proxy. */
export const READER_SETTINGS: PushgatewayReaderSettings = {
  statusTimeoutMs: 5_000,
  timeoutMs: 20_000,
  maxGroupBytes: 64 * 1024 * 1024,
};

/**
 * Reads the Pushgateway at `url`: its start time from `/api/v1/status`, its groups from `/api/v1/metrics`, one at a time.
 */
export const createPushgatewayReader = (
  url: URL,
  settings: PushgatewayReaderSettings = READER_SETTINGS,
): PushgatewayReader => ({
  readStart: async () => {
    try {
      const deadline = AbortSignal.timeout(settings.statusTimeoutMs);
      const answer = await getOk(toUrlBelow(url, "api/v1/status"), deadline);
      return startOf(JSON.parse(await text(answer)) as unknown);
    } catch (error) {
      throw toOutage("api/v1/status", error);
    }
  },
  async *readGroups() {
    try {
      yield* readGroups(url, settings);
    } catch (error) {
      throw toOutage("api/v1/metrics", error);
    }
  },
});

const toOutage = (path: string, cause: unknown): PushgatewayOutage =>
  new PushgatewayOutage(`GET /${path}: ${describeFailedRead(cause)}`, { cause });

/** Throws if the status is not 200. */
const getOk = async (url: URL, deadline: AbortSignal): Promise<IncomingMessage> => {
  const response = await httpGet(url, deadline);
  const { statusCode = 0 } = response;
  if (statusCode !== 200) {
    response.resume();
    throw new UnexpectedStatus(statusCode);
  }
  return response;
};

const startOf = (body: unknown): string => {
  const start = (body as { readonly data?: { readonly start_time?: unknown } } | null)?.data?.start_time;
  if (typeof start !== "string") {
    throw new TypeError("the status has no start_time");
  }
  return start;
};

/**
 * The group with a content that needs the page, which is read once for all of them. While some group breaks the page,
 * the JSON is used, which lacks exemplars, created timestamps and native buckets.
 */
const inFull = (
  group: SeenGroup | UnreadableGroup,
  readPage: () => Promise<ProtobufPage | undefined>,
): SeenGroup | UnreadableGroup =>
  group.kind === "unreadable"
    ? group
    : {
        ...group,
        readFamilies: async () => {
          const families = await group.readFamilies();
          try {
            return (await readPage())?.complete(families, group.key) ?? families;
          } catch (error) {
            throw toOutage("metrics", error);
          }
        },
      };

async function* readGroups(
  url: URL,
  { timeoutMs, maxGroupBytes }: PushgatewayReaderSettings,
): AsyncGenerator<SeenGroup | UnreadableGroup> {
  const response = await getOk(toUrlBelow(url, "api/v1/metrics"), AbortSignal.timeout(timeoutMs));
  const splitter = new ElementSplitter(maxGroupBytes);
  let page: Promise<ProtobufPage | undefined> | undefined;
  const readPage = (): Promise<ProtobufPage | undefined> => {
    page ??= readPageFamilies(url, timeoutMs);
    return page;
  };
  for await (const chunk of response) {
    for (const element of splitter.push(chunk)) {
      yield element === undefined
        ? { kind: "unreadable", reason: `the group has more than ${maxGroupBytes} bytes` }
        : inFull(readSeenGroup(JSON.parse(element)), readPage);
    }
  }
  if (!splitter.isComplete) {
    throw new Error("the answer is cut short");
  }
}
