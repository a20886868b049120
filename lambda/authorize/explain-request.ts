import type { ConfigPath } from "../config/config-issue.ts";
import type { ClientConfig, ProxyConfig } from "../config/proxy-config.ts";
import type { Claims } from "../model/glob.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { Method } from "../model/push-request.ts";
import { bindReads } from "../model/read-right.ts";
import type { Refusal } from "../model/refusal.ts";
import { err, ok, type Result } from "../model/result.ts";
import { suggest } from "../model/suggestion.ts";
import { parseGroupingKey } from "../request/parse-grouping-key.ts";
import { authorizeRead, authorizeScrape } from "./authorize-read.ts";
import { type ExplainedGrant, explain } from "./explain.ts";
import { createKeyLabels } from "./key-labels.ts";

export const EXPLAINED_METHODS = ["PUT", "POST", "DELETE", "GET"] as const satisfies readonly (
  | Method
  | "GET"
)[];

export type ExplainedMethod = (typeof EXPLAINED_METHODS)[number];

/** A request to explain. */
export interface AskedRequest {
  /** Id of a client or an issuer. */
  readonly caller: string;
  readonly method: ExplainedMethod;
  /** `/metrics/job/…`, or `/metrics` for the page with GET. */
  readonly path: string;
  /** The claims of the signed token. */
  readonly claims: Claims;
  readonly isDryRun: boolean;
}

/** A right that allows the request. */
export interface ExplainedRight {
  /** Its place in the configuration. */
  readonly path: ConfigPath;
  /** Further conditions of the right, such as its metrics, one line each. */
  readonly conditions: readonly string[];
}

export interface ExplainedRequest {
  /** At least one. */
  readonly rights: readonly ExplainedRight[];
  /** The same for a program: the grants, the index of the right to read, or the jobs on the page. */
  readonly json: object;
}

/**
 * `refused`: the proxy's answer. `unknown`: there is no such caller. `path-invalid`: the path cannot be parsed. The
 * texts are sentences.
 */
export type Unexplained =
  | {
      readonly kind: "refused";
      readonly refusal: Refusal;
      /** The place of the caller's rights in the configuration. */
      readonly path: ConfigPath;
    }
  | { readonly kind: "unknown" | "path-invalid"; readonly text: string };

/** Returns the rights of the configuration that allow a request, or its refusal. */
export const explainRequest = (
  config: ProxyConfig,
  asked: AskedRequest,
): Result<ExplainedRequest, Unexplained> => {
  const { method, path } = asked;
  const isPage = method === "GET" && path === "/metrics";
  if (!isPage && !path.startsWith("/metrics/")) {
    return err({
      kind: "path-invalid",
      text: `the path must start with /metrics/job/, or be /metrics with GET, got ${path}`,
    });
  }
  const caller = findCaller(config, asked.caller);
  if (caller === undefined) {
    return err({ kind: "unknown", text: describeUnknown(config, asked.caller) });
  }
  const explained = isPage ? explainScrape(caller) : explainGroup(config, caller, asked);
  return explained.ok
    ? explained
    : err({ kind: "refused", refusal: explained.error, path: [caller.list, caller.index] });
};

interface Caller {
  readonly list: "clients" | "issuers";
  readonly index: number;
  readonly rights: Pick<ClientConfig, "grants" | "reads" | "scrape">;
}

const findCaller = (config: ProxyConfig, id: string): Caller | undefined =>
  (["clients", "issuers"] as const)
    .flatMap((list) => config[list].map((known, index) => ({ list, index, id: known.id, rights: known })))
    .find((caller) => caller.id === id);

const describeUnknown = ({ clients, issuers }: ProxyConfig, id: string): string => {
  const ids = [...clients, ...issuers].map((known) => known.id);
  const near = suggest(id, ids);
  const advice = near === undefined ? `there are ${ids.join(", ")}` : `did you mean ${near}?`;
  return `no client or issuer has the id ${JSON.stringify(id)}; ${advice}`;
};

const explainScrape = ({ list, index, rights }: Caller): Result<ExplainedRequest, Refusal> => {
  const scraped = authorizeScrape(rights);
  if (!scraped.ok) {
    return scraped;
  }
  const { jobs } = rights.scrape!;
  return ok({
    rights: [{ path: [list, index, "scrape"], conditions: [`jobs on the page: ${jobs.join(", ")}`] }],
    json: { jobs },
  });
};

const explainGroup = (
  config: ProxyConfig,
  caller: Caller,
  asked: AskedRequest,
): Result<ExplainedRequest, Refusal> => {
  const key = parseGroupingKey(asked.path);
  if (!key.ok) {
    return key;
  }
  const { method } = asked;
  return method === "GET"
    ? explainRead(caller, asked, key.value)
    : explainPush(config, caller, { ...asked, method }, key.value);
};

const explainRead = (
  { list, index, rights: { reads } }: Caller,
  { claims }: AskedRequest,
  key: GroupingKey,
): Result<ExplainedRequest, Refusal> => {
  const read = authorizeRead({ reads: bindReads(reads, claims) }, key);
  if (!read.ok) {
    return read;
  }
  const place = reads.indexOf(read.value.right);
  return ok({
    rights: [{ path: [list, index, "reads", place], conditions: [] }],
    json: { read: place },
  });
};

const explainPush = (
  config: ProxyConfig,
  { list, index, rights: { grants } }: Caller,
  { claims, method, isDryRun }: AskedRequest & { readonly method: Method },
  key: GroupingKey,
): Result<ExplainedRequest, Refusal> => {
  const explained = explain({ grants, claims }, { method, key, isDryRun }, createKeyLabels(config));
  if (!explained.ok) {
    return explained;
  }
  return ok({
    rights: explained.value.map((grant) => ({
      path: [list, index, "grants", grant.index],
      conditions: describeGrant(grant),
    })),
    json: { grants: explained.value },
  });
};

const describeGrant = ({ metrics, bodyLabels, refusedLabels }: ExplainedGrant): readonly string[] => {
  const labels = bodyLabels.map(({ name, pattern }) => `${name}=${JSON.stringify(pattern)}`).join(", ");
  return [
    `metrics: ${metrics.join(", ")}`,
    ...(labels === "" ? [] : [`labels in the body, where they are set: ${labels}`]),
    ...(refusedLabels.length === 0
      ? []
      : [`labels refused in the body (other grants of this job list them): ${refusedLabels.join(", ")}`]),
  ];
};
