import type { Issue } from "../lambda/model/issue.ts";
import { code, escapeText, tabulateFamilies } from "./family-table.ts";
import { printKey } from "./labels-input.ts";
import {
  describeAcceptance,
  describeFailure,
  describePlace,
  type Outcome,
  type Progress,
} from "./outcome.ts";

/** The job's summary in Markdown: what was pushed and where to, or why it was not. */
export const writeJobSummary = (outcome: Outcome, progress: Progress): string => {
  const blocks = outcome.ok
    ? [
        "### Metrics",
        escapeText(describeAcceptance(outcome.value, progress)),
        describeTarget(progress),
        listIssues("Warnings", outcome.value.warnings, progress),
        tabulateFamilies(progress.exposition?.families ?? []),
      ]
    : [
        "### Metrics were not pushed",
        `${code(outcome.error.code)}: ${escapeText(describeFailure(outcome.error))}`,
        describeTarget(progress),
        listIssues("Mistakes", outcome.error.issues, progress),
      ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n\n`;
};

const describeTarget = ({ inputs, source }: Progress): string => {
  if (inputs === undefined) return "";
  const { url, key, method } = inputs;
  const from = source?.file === undefined ? "" : ` from ${code(source.file)}`;
  return `${method} ${code(printKey(key))} at ${code(url)}${from}`;
};

const listIssues = (title: string, issues: readonly Issue[], progress: Progress): string => {
  if (issues.length === 0) return "";
  const lines = issues.map(
    (issue) => `- ${code(issue.code)} ${escapeText(describePlace(issue, progress) + issue.detail)}`,
  );
  return [`${title}:\n`, ...lines].join("\n");
};
