import type { Command } from "commander";
import { describeWithSeverity } from "../../lambda/config/config-issue.ts";
import { loadConfigReport } from "../../lambda/config/load.ts";
import type { ClientConfig, ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { count } from "../../lambda/model/printable.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand, defineCommandGroup } from "../define.ts";
import { answered, type CommandOutcome, denied } from "../outcome.ts";
import { createExplainCommand } from "./config-explain.ts";
import { createInitCommand } from "./config-init.ts";

export const createConfigCommand = (context: CliContext): Command => {
  const { answer } = context;
  const config = defineCommandGroup("config", "check, explain or make a proxy.yaml", [
    "pushgateway-proxy config check",
    "pushgateway-proxy config explain ci PUT /metrics/job/ci/branch/main",
    "pushgateway-proxy config init --client ci --job 'ci-*' --metrics 'build_*'",
  ]);
  config.addCommand(
    defineCommand("check", "report every issue and warning of a proxy.yaml", [
      "pushgateway-proxy config check",
      "pushgateway-proxy config check --config staging.yaml --json",
    ])
      .option("--config <file>", "the configuration", "proxy.yaml")
      .action((options: ConfigOptions) => answer(options, () => checkConfig(options.config))),
  );
  config.addCommand(createExplainCommand(context));
  config.addCommand(createInitCommand(context));
  return config;
};

interface ConfigOptions extends AnswerForm {
  readonly config: string;
}

/** Warnings do not fail the check, because the configuration works. */
const checkConfig = (file: string): CommandOutcome => {
  const { config, warnings } = loadConfigReport(file);
  const issues = config.ok ? [] : config.error;
  const lines = [
    ...issues.map((issue) => ({ ...issue, severity: "error" as const })),
    ...warnings.map((warning) => ({ ...warning, severity: "warning" as const })),
  ]
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map((finding) => describeWithSeverity(finding, finding.severity));
  const counts = `${file} has ${issues.length === 0 ? "no issues" : count(issues.length, "issue")}${
    warnings.length === 0 ? "" : ` and ${count(warnings.length, "warning")}`
  }`;
  const json = { file, issues, warnings };
  return config.ok
    ? answered([...lines, `${counts}; ${describeCallers(config.value)}`].join("\n"), json)
    : denied([...lines, counts].join("\n"), json);
};

const describeCallers = ({ clients, issuers }: ProxyConfig): string => {
  const ids = (has: (caller: ClientConfig) => boolean): string =>
    [...clients, ...issuers]
      .filter(has)
      .map(({ id }) => id)
      .join(", ");
  return [
    { who: "who may push", found: ids(({ grants }) => grants.length > 0) },
    { who: "who may read single groups", found: ids(({ reads }) => reads.length > 0) },
    { who: "who may scrape the page", found: ids(({ scrape }) => scrape !== undefined) },
  ]
    .filter(({ found }) => found !== "")
    .map(({ who, found }) => `${who}: ${found}`)
    .join("; ");
};
