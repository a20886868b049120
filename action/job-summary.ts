import { toCode, toCodeLines } from "../ci/summary/html.ts";
import { tabulateFamilies } from "./family-table.ts";
import { printKey } from "./labels-input.ts";
import {
  describeAcceptance,
  describePlace,
  describeProblem,
  type Outcome,
  type Progress,
} from "./outcome.ts";
import type { ReportedIssue } from "./reported-problem.ts";

/** The job's summary, in HTML: what was pushed and where to, or why it was not. */
export const writeJobSummary = (outcome: Outcome, progress: Progress): string => {
  const blocks = outcome.ok
    ? [
        "<h3>Metrics</h3>",
        `<p>${toCode(describeAcceptance(outcome.value, progress))}</p>`,
        describeTarget(progress),
        listIssues("Warnings", outcome.value.warnings, progress),
        tabulateFamilies(progress.exposition?.families ?? []),
      ]
    : [
        "<h3>Metrics were not pushed</h3>",
        `<p>${toCodeLines(`${outcome.error.code}: ${describeProblem(outcome.error)}`)}</p>`,
        describeTarget(progress),
        listIssues("Issues", outcome.error.issues, progress),
      ];
  return `${blocks.filter((block) => block !== "").join("\n")}\n\n`;
};

const describeTarget = ({ inputs, source }: Progress): string => {
  if (inputs === undefined) {
    return "";
  }
  const { url, key, method } = inputs;
  const from = source?.file === undefined ? "" : ` from ${toCode(source.file)}`;
  return `<p>${method} ${toCode(printKey(key))} at ${toCode(url)}${from}</p>`;
};

const listIssues = (title: string, issues: readonly ReportedIssue[], progress: Progress): string => {
  if (issues.length === 0) {
    return "";
  }
  const lines = issues.map(
    (issue) => `<li>${toCode(issue.code)} ${toCode(describePlace(issue, progress) + issue.detail)}</li>`,
  );
  return [`<p>${title}:</p>`, "<ul>", ...lines, "</ul>"].join("\n");
};
