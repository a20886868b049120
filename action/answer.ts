import type { Location } from "../lambda/model/exposition.ts";
import { type Fields, readJson, toRecord } from "../lambda/model/fields.ts";
import { quote } from "../lambda/model/issue.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { Problem, ProblemError } from "../lambda/respond/problem.ts";
import type { HttpAnswer } from "./ports.ts";
import { adviseOn, fail, type ReportedIssue, type ReportedProblem } from "./reported-problem.ts";

/** The proxy's answer to an accepted push. */
export type Acceptance = {
  readonly requestId: string;
  readonly warnings: readonly ReportedIssue[];
} & (
  | { readonly status: "pushed" | "stored" | "valid"; readonly families: number; readonly series: number }
  | { readonly status: "deleted" }
);

/** Reads the proxy's answer and checks every part of it, because another server may have answered. */
export const readAnswer = (answer: HttpAnswer): Result<Acceptance, ReportedProblem> => {
  const body = toRecord(readJson(answer.body));
  if (answer.status === 200 || answer.status === 202) {
    return isAcceptance(body) ? ok(toAcceptance(body)) : failUnexpected(answer);
  }
  return isProblem(body) ? err(toReportedProblem(body)) : failUnexpected(answer);
};

type AcceptanceBody = Acceptance & { readonly warnings: readonly ProblemError[] };

const isAcceptance = (body: Fields): body is Fields & AcceptanceBody => {
  const { status, families, series, requestId, warnings } = body;
  return (
    (status === "deleted" ||
      ((status === "pushed" || status === "stored" || status === "valid") &&
        typeof families === "number" &&
        typeof series === "number")) &&
    typeof requestId === "string" &&
    isErrorList(warnings)
  );
};

const toAcceptance = ({ warnings, ...rest }: AcceptanceBody): Acceptance => ({
  ...rest,
  warnings: warnings.map(toIssue),
});

const isProblem = (body: Fields): body is Fields & Problem => {
  const { code, detail, errors = [] } = body;
  return typeof code === "string" && typeof detail === "string" && isErrorList(errors);
};

const isErrorList = (list: unknown): list is readonly ProblemError[] =>
  Array.isArray(list) &&
  list.every((item) => typeof item?.code === "string" && typeof item?.detail === "string");

const toReportedProblem = ({
  code,
  detail,
  errors = [],
  total = errors.length,
  instance,
}: Problem): ReportedProblem => ({
  code,
  detail,
  advice: adviseOn(code, errors),
  issues: errors.map(toIssue),
  total,
  requestId: instance,
});

const toIssue = ({ code, detail, family, line, column, pointer }: ProblemError): ReportedIssue => ({
  code,
  detail,
  family,
  location: toLocation(line, column, pointer),
});

const toLocation = (
  line: number | undefined,
  column: number | undefined,
  pointer: string | undefined,
): Location | undefined => {
  if (line !== undefined) {
    return { line, column: column ?? 1 };
  }
  return pointer === undefined ? undefined : { pointer };
};

const failUnexpected = ({ status, header }: HttpAnswer): Result<never, ReportedProblem> => {
  const location = status >= 300 && status < 400 ? header("location") : undefined;
  return location !== undefined
    ? fail(
        "answer-unexpected",
        `the answer was a redirect (${status}) to ${quote(location)}`,
        "give the final address as url",
      )
    : fail(
        "answer-unexpected",
        `the answer (status ${status}) is not one of pushgateway-proxy's`,
        "check url: it is the proxy's address with its stage, as `npx cdk deploy` prints it",
      );
};
