import { count } from "../lambda/model/printable.ts";
import { err, type Result } from "../lambda/model/result.ts";
import { type Acceptance, readAnswer } from "./answer.ts";
import type { Authorization } from "./authorization.ts";
import type { Inputs } from "./inputs.ts";
import type { HttpPorts, HttpRequest } from "./ports.ts";
import { fail, type ReportedProblem } from "./reported-problem.ts";
import { type RetrySettings, requestWithRetries } from "./request-with-retries.ts";

export type PushInputs = Pick<Inputs, "url" | "key" | "method" | "format" | "isDryRun">;

/** Pushes, deletes, or makes a dry run, and returns the result. */
export const pushMetrics = async (
  inputs: PushInputs,
  body: Uint8Array | undefined,
  authorization: Authorization,
  http: HttpPorts,
  retries: RetrySettings,
): Promise<Result<Acceptance, ReportedProblem>> => {
  const exchange = await requestWithRetries(toRequest(inputs, body, authorization), http, retries);
  if (exchange.kind === "unreachable") {
    return fail(
      "proxy-unreachable",
      `${new URL(inputs.url).host} gave no answer in ${count(exchange.attempts, "attempt")} (${exchange.reason})`,
      "check url, and that this runner can connect to it; for short outages set a longer timeout-seconds",
    );
  }
  const answer = readAnswer(exchange.answer);
  return answer.ok ? answer : err(explain(answer.error, exchange.answer.status, authorization));
};

const toRequest = (
  { url, key, method, format, isDryRun }: PushInputs,
  body: Uint8Array | undefined,
  { header }: Authorization,
): HttpRequest => ({
  method,
  url: `${url}${key.path}${isDryRun ? "?dry_run=true" : ""}`,
  headers: {
    Authorization: header.reveal(),
    Accept: "application/json",
    ...(body !== undefined && { "Content-Type": format.contentType }),
  },
  body,
});

/** The claims of the token are needed to compare them with a grant, and are shown nowhere else. */
const explain = (problem: ReportedProblem, status: number, { claims }: Authorization): ReportedProblem => {
  if (status === 401 && claims === undefined) {
    return { ...problem, advice: TOKEN_ADVICE };
  }
  if (claims === undefined || (status !== 401 && status !== 403)) {
    return problem;
  }
  const advice =
    status === 401
      ? "proxy.yaml needs an issuer whose issuer and audience are the token's iss and aud"
      : "a grant in proxy.yaml must match the token's claims, and allow this job and these labels and metrics";
  return { ...problem, advice: claims === "" ? advice : `${advice}. The token says ${claims}` };
};

const TOKEN_ADVICE =
  "check <client>:<token>: `npm run token -- <client>` prints the token of the local system, with --aws that of a deployment";
