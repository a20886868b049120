import type { ProblemCode } from "../../../lambda/model/catalogue.ts";
import { toBareProblem } from "../../../lambda/respond/problem.ts";
import { PROBLEM_EXAMPLES, REQUEST_ID } from "./examples.ts";
import type { JsonObject } from "./json.ts";

/** The refusal of an example's request, with a request id as a placeholder. */
export const toExampleProblem = (code: ProblemCode): JsonObject => {
  const { detail, errors } = PROBLEM_EXAMPLES[code];
  return {
    ...toBareProblem(code, detail, REQUEST_ID),
    ...(errors !== undefined && { errors: errors.map((error) => ({ ...error })), total: errors.length }),
  } as unknown as JsonObject;
};
