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

/** A whole URL may be given, with the stage of the base URL, with or without a query. */
const toAskedPath = (url: string, pushUrl: string): { readonly path: string; readonly isDryRun: boolean } => {
  const [bare = "", query = ""] = url.trim().split("?", 2);
  const base = pushUrl.replace(/\/$/, "");
  const below = bare.startsWith(base) ? bare.slice(base.length) : bare.replace(/^https?:\/\/[^/]*/i, "");
  return {
    // A stage or the prefix of another proxy comes first.
    path: below.replace(/^.*?(?=\/metrics(\/|$))/, ""),
    isDryRun: /(^|&)dry_run=true(&|$)/.test(query),
  };
};
