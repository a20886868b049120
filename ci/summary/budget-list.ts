import { isFatal, type Judgement } from "../budgets/judge-budgets.ts";
import { cut, toCode } from "./html.ts";

/** A budget can be for each of a thousand series. */
export const MAX_BUDGETS = 40;

/** First those that fail the build, then by verdict. */
export const sortBudgets = (judgements: readonly Judgement[]): readonly Judgement[] =>
  judgements.toSorted(
    (a, b) => Number(isFatal(b)) - Number(isFatal(a)) || ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
  );

const ORDER: readonly Judgement["verdict"][] = ["exceeded", "missing", "open", "met"];

/** The results of the budgets. Empty if there are none. */
export const listBudgets = (judgements: readonly Judgement[]): string => {
  if (judgements.length === 0) {
    return "";
  }
  const rest = judgements.length - MAX_BUDGETS;
  return [
    "<h4>Budgets</h4>",
    "<ul>",
    ...sortBudgets(judgements).slice(0, MAX_BUDGETS).map(toItem),
    ...(rest > 0 ? [`<li>and ${rest} more</li>`] : []),
    "</ul>",
  ].join("\n");
};

const toItem = (judgement: Judgement): string =>
  `<li>${toMark(judgement)} ${toCode(cut(judgement.sentence, MAX_SENTENCE))}</li>`;

const MAX_SENTENCE = 300;

const toMark = ({ verdict, budget }: Judgement): string => {
  if (verdict === "met") {
    return "🟢";
  }
  return verdict === "open" || budget.severity === "warn" ? "🟡" : "🔴";
};
