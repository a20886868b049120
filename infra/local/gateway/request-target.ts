export interface RequestTarget {
  /** What is routed and what the event has as `path`: without stage, undecoded, a doubled slash in front collapsed. */
  readonly path: string;
  /** What the event has as `requestContext.path`: with the stage, and with a doubled slash behind it kept. */
  readonly contextPath: string;
  /** Undecoded, without `?`; empty when there is none. */
  readonly query: string;
}

/**
 * Takes a request target apart, origin form or absolute form (RFC 9112 section 3.2). The stage in front is left out, as it
 * is on a custom domain: both `/prod/metrics/…` and `/metrics/…` lead to the stage `prod`.
 *
 * Slashes: LocalStack's snapshots recorded on AWS (test_apigateway_lambda, test_lambda_aws_proxy_integration): `//stage/x`
 * and `/stage//x` both have the path `/x`, the latter's requestContext.path is `/stage//x`; inner and last ones stay.
 */
export const parseRequestTarget = (target: string, stage: string): RequestTarget => {
  const origin = target.charCodeAt(0) === SLASH ? target : dropAuthority(target);
  const queryAt = origin.indexOf("?");
  const raw = queryAt < 0 ? origin : origin.slice(0, queryAt);
  const base = findStage(raw, stage);
  const rest = raw.slice(base.length) || "/";
  const prefix = base === "" ? "" : `/${stage}`;
  return {
    path: collapseFront(rest),
    contextPath: prefix + rest,
    query: queryAt < 0 ? "" : origin.slice(queryAt + 1),
  };
};

const SLASH = 47;

const dropAuthority = (target: string): string => {
  const authority = /^https?:\/\/[^/?]*/i.exec(target);
  if (authority === null) {
    return target;
  }
  const rest = target.slice(authority[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
};

/** The part of the path that names the stage, a doubled slash in front included; empty when there is none. */
const findStage = (path: string, stage: string): string => {
  const front = path.startsWith("//") ? `//${stage}` : `/${stage}`;
  return path === front || path.startsWith(`${front}/`) ? front : "";
};

const collapseFront = (path: string): string => (path.startsWith("//") ? path.slice(1) : path);
