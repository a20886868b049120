import { toAskedPath } from "../../infra/local/asked-path.ts";
import { explainRequest } from "../../lambda/authorize/explain-request.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { err, ok } from "../../lambda/model/result.ts";
import type { ExplainQuestion, Explanation } from "../api.ts";
import type { Answered } from "./console-source.ts";
import type { OperatorSourcePorts } from "./source-ports.ts";

/** The line of the configuration that allows a push or a read, or why it is refused. */
export const explainAsked = (
  { caller, method, url, claims }: ExplainQuestion,
  { config, placeOf, pushUrl }: OperatorSourcePorts,
): Answered<Explanation> => {
  const { path, isDryRun } = toAskedPath(url, pushUrl);
  const explained = explainRequest(config(), { caller, method, path, claims, isDryRun });
  if (explained.ok) {
    const [first] = explained.value.rights;
    return ok({
      isAllowed: true,
      text: first?.conditions.length === 0 ? "this may be read" : "this is allowed",
      place: first && placeOf(first.path),
      conditions: explained.value.rights.flatMap(({ conditions }) => conditions),
    });
  }
  const { error } = explained;
  if (error.kind !== "refused") {
    return err({ kind: "absent", error: error.text });
  }
  const { code, detail } = error.refusal;
  return ok({
    isAllowed: false,
    text: `${CATALOGUE[code].status} ${code}: ${detail}`,
    place: placeOf(error.path),
    conditions: [],
  });
};
