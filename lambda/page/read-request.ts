import type { APIGatewayProxyEvent } from "aws-lambda";
import type { GroupingKey } from "../model/grouping-key.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { findHeader } from "../request/headers.ts";
import { parseGroupingKey } from "../request/parse-grouping-key.ts";
import { type Query, refuseUnknownParameter } from "../request/query.ts";
import { acceptsGzip, chooseForm } from "./accept.ts";
import type { PageForm } from "./render-page.ts";

/** The parts of an event that describe a read. */
export type ReadEvent = Pick<
  APIGatewayProxyEvent,
  "resource" | "path" | "multiValueHeaders" | "multiValueQueryStringParameters"
>;

/** What to read, and how to write it. */
export interface ReadRequest {
  readonly what: ReadPage | ReadGroup;
  readonly form: PageForm;
  readonly encoding: PageEncoding;
  /** The time that the client waits. Undefined if it does not say so. */
  readonly timeoutMs: number | undefined;
}

export type PageEncoding = "gzip" | "identity";

/** The page, or only the groups whose job matches one of the globs. */
export interface ReadPage {
  readonly kind: "page";
  readonly jobs: readonly string[];
}

export interface ReadGroup {
  readonly kind: "group";
  readonly key: GroupingKey;
}

/** The resource of the page, as the gateway names it. Below it are the groups. */
export const PAGE_RESOURCE = "/metrics";

const MAX_FILTERS = 20;

/** Parses a GET. Refuses with `path-invalid`, `path-too-long` and `query-invalid`. */
export const parseReadRequest = (event: ReadEvent): Result<ReadRequest, Refusal> => {
  const query = event.multiValueQueryStringParameters as Query;
  const what = event.resource === PAGE_RESOURCE ? parsePage(query) : parseGroup(event.path, query);
  if (!what.ok) {
    return what;
  }
  return ok({
    what: what.value,
    form: chooseForm(findHeader(event, "accept")),
    encoding: acceptsGzip(findHeader(event, "accept-encoding")) ? "gzip" : "identity",
    timeoutMs: parseTimeout(findHeader(event, "x-prometheus-scrape-timeout-seconds")),
  });
};

/** Some clients repeat a parameter as `job[]`. */
const parsePage = (query: Query): Result<ReadPage, Refusal> => {
  const unknown = refuseUnknownParameter(query, ["job", "job[]"]);
  if (unknown !== undefined) {
    return unknown;
  }
  const jobs = [...(query?.["job"] ?? []), ...(query?.["job[]"] ?? [])];
  if (jobs.includes("")) {
    return refuse("query-invalid", "job is empty; write a job or a pattern such as ci-*, or leave job out");
  }
  return jobs.length > MAX_FILTERS
    ? refuse(
        "query-invalid",
        `the parameter job occurs ${jobs.length} times and may occur ${MAX_FILTERS} times; use * in a pattern`,
      )
    : ok({ kind: "page", jobs: [...new Set(jobs)].sort() });
};

const parseGroup = (path: string, query: Query): Result<ReadGroup, Refusal> => {
  const unknown = refuseUnknownParameter(query, []);
  if (unknown !== undefined) {
    return unknown;
  }
  const key = parseGroupingKey(path);
  return key.ok ? ok({ kind: "group", key: key.value }) : key;
};

const parseTimeout = (seconds: string | undefined): number | undefined => {
  const value = Number(seconds);
  return seconds === undefined || !(value > 0) ? undefined : value * 1_000;
};
