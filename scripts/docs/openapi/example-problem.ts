import type { ProblemCode } from "../../../lambda/model/catalogue.ts";
import { toBareProblem } from "../../../lambda/respond/problem.ts";
import { PROBLEM_EXAMPLES, REQUEST_ID } from "./examples.ts";
import type { JsonObject } from "./json.ts";

/** The problem with which the request of an example is refused, under a request id that stands for any. */
export const toExampleProblem = (code: ProblemCode): JsonObject => {
  const { detail, errors } = PROBLEM_EXAMPLES[code];
  return {
    ...toBareProblem(code, detail, REQUEST_ID),
    ...(errors !== undefined && { errors: errors.map((error) => ({ ...error })), total: errors.length }),
  } as unknown as JsonObject;
};
