import { createHash } from "node:crypto";
import { toGithubHeaders } from "../ci/hosts/github-jobs.ts";
import { isTrustedUrl } from "../lambda/config/trusted-url.ts";
import { type Fields, readJson, toRecord, toRecords } from "../lambda/model/fields.ts";
import type { GroupingKey } from "../lambda/model/grouping-key.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { Secret } from "../lambda/model/secret.ts";
import type { HttpAnswer, HttpPorts, HttpRequest, Ports } from "./ports.ts";
import { findPullRequestNumber } from "./pull-request.ts";
import { requestWithRetries } from "./request-with-retries.ts";

/** The address of a pull request's comments. */
export interface CommentTarget {
  /** For instance https://api.github.com/repos/octo-org/app. */
  readonly repositoryUrl: string;
  readonly pullRequest: number;
  readonly token: Secret;
}

/** Undefined if the workflow does not run for a pull request. The error contains the fix. */
export const findCommentTarget = (
  token: Secret,
  ports: Pick<Ports, "env" | "files">,
): Result<CommentTarget | undefined, string> => {
  const pullRequest = findPullRequestNumber(ports);
  if (pullRequest === undefined) {
    return ok(undefined);
  }
  const { GITHUB_API_URL: api = "", GITHUB_REPOSITORY: repository = "" } = ports.env;
  if (token.reveal() === "" || !isTrustedUrl(api) || repository === "") {
    return err("the input token is empty, or GITHUB_API_URL is not an https address");
  }
  return ok({ repositoryUrl: `${api}/repos/${repository}`, pullRequest, token });
};

/** An invisible HTML comment marks the comment to replace. Each group has its own. */
export const toMarker = ({ path }: GroupingKey): string =>
  `<!-- pushgateway-proxy ${createHash("sha256").update(path).digest("hex").slice(0, 16)} -->`;

/** Writes the comment with this marker, or replaces its text. The error contains the fix. */
export const writeComment = async (
  target: CommentTarget,
  marker: string,
  text: string,
  http: HttpPorts,
): Promise<Result<"created" | "updated", string>> => {
  const existing = await findComment(target, marker, http);
  if (!existing.ok) {
    return existing;
  }
  const { repositoryUrl, pullRequest } = target;
  const request =
    existing.value === undefined
      ? { method: "POST" as const, url: `${repositoryUrl}/issues/${pullRequest}/comments` }
      : { method: "PATCH" as const, url: `${repositoryUrl}/issues/comments/${existing.value}` };
  const body = Buffer.from(JSON.stringify({ body: `${marker}\n${text}` }));
  const answer = await ask(target, { ...request, body }, http);
  if (!answer.ok) {
    return answer;
  }
  return answer.value.status === 200 || answer.value.status === 201
    ? ok(existing.value === undefined ? "created" : "updated")
    : err(explain(answer.value));
};

/** A page has at most 100 comments, and this many pages are enough. */
const MAX_PAGES = 30;

const findComment = async (
  target: CommentTarget,
  marker: string,
  http: HttpPorts,
): Promise<Result<number | undefined, string>> => {
  const list = `${target.repositoryUrl}/issues/${target.pullRequest}/comments?per_page=100`;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await ask(target, { method: "GET", url: `${list}&page=${page}` }, http);
    if (!answer.ok) {
      return answer;
    }
    if (answer.value.status !== 200) {
      return err(explain(answer.value));
    }
    const comments = toRecords(readJson(answer.value.body));
    const found = comments.find((comment) => isOwn(comment, marker));
    if (found !== undefined || comments.length < 100) {
      return ok(found?.["id"] as number | undefined);
    }
  }
  return ok(undefined);
};

/** Other users could write the marker, too, so their comments are not changed. */
const isOwn = (comment: Fields, marker: string): boolean => {
  const { id, body, user, author_association: association } = comment;
  const isBot = toRecord(user)["type"] === "Bot";
  return (
    Number.isSafeInteger(id) &&
    typeof body === "string" &&
    body.startsWith(marker) &&
    (isBot || INSIDERS.has(association))
  );
};

const INSIDERS: ReadonlySet<unknown> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

const READ_TIMEOUT_MS = 10_000;

/** Reads are repeated. Writes are not, because a POST without an answer may have created a comment. */
const ask = async (
  { token }: CommentTarget,
  request: Pick<HttpRequest, "method" | "url" | "body">,
  http: HttpPorts,
): Promise<Result<HttpAnswer, string>> => {
  const headers = {
    ...toGithubHeaders(token.reveal()),
    ...(request.body !== undefined && { "Content-Type": "application/json" }),
  };
  const exchange = await requestWithRetries({ ...request, headers }, http, {
    deadlineMs: http.now() + READ_TIMEOUT_MS,
    onRetry: () => {},
    maxAttempts: request.method === "GET" ? undefined : 1,
  });
  return exchange.kind === "answered"
    ? ok(exchange.answer)
    : err(`GitHub's API gave no answer (${exchange.reason})`);
};

const explain = ({ status, body }: HttpAnswer): string => {
  if (/rate limit/i.test(body)) {
    return `GitHub's API answered ${status}, too many requests; run the job again in an hour`;
  }
  return status === 401 || status === 403 || status === 404
    ? `GitHub's API answered ${status}; add \`pull-requests: write\` to the job's permissions (the job of a fork's pull request cannot have it)`
    : `GitHub's API answered ${status}`;
};
