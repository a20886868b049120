import type { Judgement } from "../budgets/judge-budgets.ts";
import { cut, toCode } from "./html.ts";

const MAX_LINES = 40;

/** The results of the budgets, the exceeded ones first. Empty if there are none. */
export const listBudgets = (judgements: readonly Judgement[]): string => {
  if (judgements.length === 0) {
    return "";
  }
  const sorted = ORDER.flatMap((verdict) => judgements.filter((judgement) => judgement.verdict === verdict));
  const rest = sorted.length - MAX_LINES;
  return [
    "<h4>Budgets</h4>",
    "<ul>",
    ...sorted.slice(0, MAX_LINES).map(toItem),
    ...(rest > 0 ? [`<li>and ${rest} more</li>`] : []),
    "</ul>",
  ].join("\n");
};

const ORDER: readonly Judgement["verdict"][] = ["exceeded", "missing", "open", "met"];

const toItem = (judgement: Judgement): string =>
  `<li>${toMark(judgement)} ${toCode(cut(judgement.sentence, MAX_SENTENCE))}</li>`;

const MAX_SENTENCE = 300;

const toMark = ({ verdict, budget }: Judgement): string => {
  if (verdict === "met") {
    return "🟢";
  }
  return verdict === "open" || budget.severity === "warn" ? "🟡" : "🔴";
};
