export interface RequestTarget {
  /**
   * The routed path, and `path` of the event: without stage, undecoded, with a doubled slash at the start collapsed.
   */
  readonly path: string;
  /** `requestContext.path` of the event: with the stage, and with a doubled slash after it kept. */
  readonly contextPath: string;
  /** Undecoded, without `?`; empty when there is none. */
  readonly query: string;
}

/**
 * Parses a request target in origin form or absolute form (RFC 9112 section 3.2). A stage at the start is optional, as
 * on a custom domain: both `/prod/metrics/…` and `/metrics/…` lead to the stage `prod`.
 *
 * Slashes: LocalStack's snapshots recorded on AWS (test_apigateway_lambda, test_lambda_aws_proxy_integration):
 * `//stage/x` and `/stage//x` both have the path `/x`, and the latter's requestContext.path is `/stage//x`. Inner and
 * last slashes stay.
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

/** The part of the path with the stage, including a doubled slash at the start; empty without a stage. */
const findStage = (path: string, stage: string): string => {
  const front = path.startsWith("//") ? `//${stage}` : `/${stage}`;
  return path === front || path.startsWith(`${front}/`) ? front : "";
};

const collapseFront = (path: string): string => (path.startsWith("//") ? path.slice(1) : path);
