import { toCode, toCodeLines } from "../ci/summary/html.ts";
import { tabulateFamilies } from "./family-table.ts";
import { printKey } from "./labels-input.ts";
import {
  describeAcceptance,
  describePlace,
  describeProblem,
  type Outcome,
  type StepState,
} from "./outcome.ts";
import type { ReportedIssue } from "./reported-problem.ts";
import type { Review } from "./review.ts";

/** The job's summary: what was pushed and where, or why not, and the review. */
export const writeJobSummary = (outcome: Outcome, review: Review, progress: StepState): string => {
  const blocks = outcome.ok
    ? [
        "<h3>Metrics</h3>",
        `<p>${toCode(describeAcceptance(outcome.value, progress))}</p>`,
        describeTarget(progress),
        listIssues("Warnings", outcome.value.warnings, progress),
      ]
    : [
        "<h3>Metrics were not pushed</h3>",
        `<p>${toCodeLines(`${outcome.error.code}: ${describeProblem(outcome.error)}`)}</p>`,
        describeTarget(progress),
        listIssues("Issues", outcome.error.issues, progress),
      ];
  const head = blocks.filter((block) => block !== "").join("\n");
  const families = outcome.ok ? tabulateFamilies(progress.exposition?.families ?? []) : "";
  const table = review.text === "" || families === "" ? families : toDetails("all metrics", families);
  return [head, review.text, table]
    .filter((part) => part !== "")
    .map((part) => `${part.trimEnd()}\n\n`)
    .join("");
};

const toDetails = (title: string, html: string): string =>
  `<details><summary>${title}</summary>\n${html}\n</details>`;

const describeTarget = ({ inputs, source }: StepState): string => {
  if (inputs === undefined) {
    return "";
  }
  const { url, key, method } = inputs;
  const from = source?.file === undefined ? "" : ` from ${toCode(source.file)}`;
  return `<p>${method} ${toCode(printKey(key))} at ${toCode(url)}${from}</p>`;
};

const listIssues = (title: string, issues: readonly ReportedIssue[], progress: StepState): string => {
  if (issues.length === 0) {
    return "";
  }
  const lines = issues.map(
    (issue) => `<li>${toCode(issue.code)} ${toCode(describePlace(issue, progress) + issue.detail)}</li>`,
  );
  return [`<p>${title}:</p>`, "<ul>", ...lines, "</ul>"].join("\n");
};
