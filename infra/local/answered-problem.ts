import { findIssue } from "../../lambda/issue-catalogue.ts";
import { CATALOGUE, type ProblemCode } from "../../lambda/model/catalogue.ts";
import { readJson, toRecord } from "../../lambda/model/fields.ts";
import type { ProblemError } from "../../lambda/respond/problem.ts";
import type { Answer } from "./gateway/answer.ts";

/** The answer to a refused client. */
export interface AnsweredProblem {
  /** Empty: the answer is not a problem of the proxy. */
  readonly code: string;
  readonly detail: string;
  /** The number of issues. */
  readonly total: number;
  /** The first issues. Empty if the client asked for text. */
  readonly errors: readonly ProblemError[];
}

export const readProblem = ({ body }: Pick<Answer, "body">): AnsweredProblem => {
  const text = String(body);
  const { code = "", detail, total = 0, errors = [] } = toRecord(readJson(text)) as Partial<AnsweredProblem>;
  return { code, detail: detail ?? describeText(text), total, errors };
};

/** The client asked for plain text: the code with the number of issues, and then a line for each. */
const describeText = (body: string): string => {
  const [head = "", first = ""] = body.split("\n", 2);
  return first === "" ? head : `${head.split(":", 1)[0]}: ${first}`;
};

/** The fix from the catalogues; undefined if they do not have the code, or if the detail has the fix. */
export const findAdvice = ({
  code,
  errors: [first],
}: Pick<AnsweredProblem, "code"> & {
  readonly errors: readonly Pick<ProblemError, "code">[];
}): string | undefined => {
  if (code === "request-malformed") {
    return undefined;
  }
  const fix = first === undefined ? undefined : findIssue(first.code)?.fix;
  return fix ?? (Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ProblemCode].advice : undefined);
};
