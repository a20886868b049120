import {
  isConfig,
  isDrawing,
  isExampleOfRule,
  isLogQuery,
  isRecorded,
  isSnippetOfClient,
  isTestedByPipelines,
} from "./judges.ts";
import type { CodeBlock } from "./markdown.ts";
import { describeMissing } from "./programs.ts";
import { runPowerShell } from "./run-powershell.ts";
import { python, runGo, runNode, runPython } from "./run-program.ts";
import { checkScrapeConfig, runShell } from "./run-shell.ts";
import type { Runner } from "./runner.ts";
import { programsOf } from "./shell.ts";

/** A configuration of Prometheus. Other YAML is a part of proxy.yaml. */
const isScrapeConfig = ({ language, text }: CodeBlock): boolean =>
  language === "yaml" && text.startsWith("scrape_configs:");

interface RunnerRule {
  /** Without it the rule applies to every page. */
  readonly file?: string;
  /** Without it the rule applies to every language. */
  readonly language?: string;
  readonly run: Runner;
}

/** The first rule that fits is used: pages with their own tests, then by language. */
const RUNNERS: readonly RunnerRule[] = [
  { file: "docs/ci.md", language: "yaml", run: isTestedByPipelines },
  { file: "docs/ci.md", language: "sh", run: isTestedByPipelines },
  { file: "docs/ci.md", language: "text", run: isTestedByPipelines },
  { file: "docs/clients.md", language: "text", run: isRecorded },
  { file: "docs/clients.md", language: "json", run: isRecorded },
  { file: "docs/clients.md", run: isSnippetOfClient },
  { file: "docs/rules.md", language: "yaml", run: isConfig },
  { file: "docs/rules.md", run: isExampleOfRule },
  { file: "docs/errors.md", run: isRecorded },
  { file: "docs/operating.md", language: "text", run: isLogQuery },
  { language: "sh", run: runShell },
  { language: "powershell", run: runPowerShell },
  { language: "yaml", run: isConfig },
  { language: "mermaid", run: isDrawing },
  { language: "python", run: runPython },
  { language: "js", run: runNode },
  { language: "go", run: runGo },
];

/** Undefined if there is no rule for such a block. */
export const findRunner = (block: CodeBlock): Runner | undefined =>
  isScrapeConfig(block)
    ? checkScrapeConfig
    : RUNNERS.find(
        ({ file = block.file, language = block.language }) =>
          file === block.file && language === block.language,
      )?.run;

/** What the block needs and this machine does not have, with the way to get it. */
export const findMissing = (block: CodeBlock): readonly string[] => {
  const { file, language, text } = block;
  if (file === "docs/clients.md" || file === "docs/ci.md") {
    return [];
  }
  if (language === "python") {
    return python === undefined ? ["python3 with prometheus_client is not on the PATH"] : [];
  }
  const programs =
    language === "go"
      ? ["go"]
      : isScrapeConfig(block)
        ? ["promtool"]
        : language === "sh"
          ? programsOf(text)
          : language === "powershell"
            ? ["curl"]
            : [];
  return programs.flatMap((name) => describeMissing(name) ?? []);
};
