import { cut } from "../ci/summary/html.ts";
import { readJson, toRecord } from "../lambda/model/fields.ts";
import { ok, type Result } from "../lambda/model/result.ts";
import { Secret } from "../lambda/model/secret.ts";
import type { HttpAnswer, Ports } from "./ports.ts";
import { isPullRequestOfFork } from "./pull-request.ts";
import { fail, type ReportedProblem } from "./reported-problem.ts";
import { type RetrySettings, requestWithRetries } from "./request-with-retries.ts";

/**
 * Requests a token from GitHub that identifies this job: a GET of ACTIONS_ID_TOKEN_REQUEST_URL, which already has a
 * query, with the audience added ("OpenID Connect reference" of GitHub's documentation). Both variables exist only in
 * jobs with the permission `id-token: write`.
 */
export const requestIdToken = async (
  audience: string,
  ports: Ports,
  retries: RetrySettings,
): Promise<Result<Secret, ReportedProblem>> => {
  const url = ports.env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  const requestToken = ports.env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
  if (!URL.canParse(url) || requestToken === "") {
    return failWithoutPermission(ports);
  }
  const exchange = await requestWithRetries(
    {
      method: "GET",
      url: addAudience(url, audience),
      headers: { Authorization: `Bearer ${requestToken}`, Accept: "application/json" },
    },
    ports.http,
    retries,
  );
  if (exchange.kind === "unreachable") {
    return fail(
      "id-token-unavailable",
      `${new URL(url).host}, which gives the OIDC tokens, gave no answer (${exchange.reason})`,
      "check that this runner can connect to it; if it does so through a proxy, set HTTPS_PROXY and NO_PROXY",
    );
  }
  return readIdToken(exchange.answer);
};

const addAudience = (url: string, audience: string): string => {
  const asked = new URL(url);
  asked.searchParams.set("audience", audience);
  return asked.href;
};

const failWithoutPermission = (ports: Ports): Result<never, ReportedProblem> =>
  isPullRequestOfFork(ports)
    ? fail(
        "id-token-unavailable",
        "GitHub gives no OIDC token to a pull_request that comes from a fork",
        "leave the step out there: `if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository`",
      )
    : fail(
        "id-token-unavailable",
        "this job may not ask GitHub for an OIDC token",
        "add `permissions: { id-token: write, contents: read }` to the job (a permission that is not listed is none; " +
          "a reusable workflow needs it in the job that calls it, too), or give the input credential",
      );

const readIdToken = ({ status, body }: HttpAnswer): Result<Secret, ReportedProblem> => {
  if (status !== 200) {
    const { message } = toRecord(readJson(body));
    const said = typeof message === "string" ? `: ${cut(message, MAX_MESSAGE)}` : "";
    return failRequest(`GitHub answered ${status} to the request for an OIDC token${said}`);
  }
  const token = parseValue(body);
  return token === undefined
    ? failRequest("GitHub's answer to the request for an OIDC token has no token")
    : ok(new Secret(token));
};

/** GitHub's own sentence is shorter, for instance "Can't issue ID_TOKEN for audience 'x'.". */
const MAX_MESSAGE = 200;

const parseValue = (body: string): string | undefined => {
  const { value } = toRecord(readJson(body));
  return typeof value === "string" && /^[\w-]+(\.[\w-]+){2}$/.test(value) ? value : undefined;
};

const failRequest = (detail: string): Result<never, ReportedProblem> =>
  fail(
    "id-token-unavailable",
    detail,
    "run the job again; githubstatus.com says whether GitHub Actions has an outage",
  );
