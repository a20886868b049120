import { type Command, Option } from "commander";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { checkFileContent, type Payload } from "../../lambda/check-payload.ts";
import { describeConfigIssue } from "../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import { suggest } from "../../lambda/config/suggestion.ts";
import { detectFormat } from "../../lambda/decode/detect-format.ts";
import { FORMATS, findFormat } from "../../lambda/decode/formats.ts";
import { describeExample, findIssue, ISSUE_CATALOGUE } from "../../lambda/issue-catalogue.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { type Issue, printPlace } from "../../lambda/model/issue.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { createStrictValidator, createValidator, type Validator } from "../../lambda/validate/validate.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, type CommandOutcome, denied, failed, misused, warned } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";
import { readInput } from "../read-input.ts";

export const createCheckCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("check", "check metrics as the proxy does, without pushing them", [
    "pushgateway-proxy check metrics.prom",
    "my-exporter | pushgateway-proxy check -",
    "pushgateway-proxy check --explain counter-value-invalid",
  ])
    .argument("[file...]", "files with metrics; - is standard input")
    .addOption(
      new Option("--format <format>", "format of the files; found automatically if you leave it out").choices(
        FORMATS.map(({ id }) => id),
      ),
    )
    .option("--job <job>", "job that the metrics are for", "check")
    .option("--config <file>", "take rules and the scrape's job from this proxy.yaml")
    .option("--no-lint", "leave out warnings about naming conventions")
    .option("--explain <code>", "explain a code: cause, fix and an example")
    .addHelpText(
      "after",
      "\nPrints file:line:column: code: text for each issue, and nothing for metrics that are valid.",
    )
    .action((files: readonly string[], options: CheckOptions) =>
      answer(options, () => runCheck(files, options, ports)),
    );

interface CheckOptions extends AnswerForm {
  readonly format?: string;
  readonly job: string;
  readonly config?: string;
  readonly lint: boolean;
  readonly explain?: string;
}

const runCheck = (files: readonly string[], options: CheckOptions, ports: CliPorts): CommandOutcome => {
  if (options.explain !== undefined) {
    return explain(options.explain);
  }
  if (files.length === 0) {
    return misused("name a file with metrics, or - for standard input");
  }
  const validator = createConfiguredValidator(options.config);
  return validator.ok ? checkFiles(files, options, validator.value, ports) : failed(validator.error);
};

const createConfiguredValidator = (file: string | undefined): Result<Validator, string> => {
  if (file === undefined) {
    return ok(createStrictValidator(Date.now));
  }
  const config = loadProxyConfig(file);
  if (!config.ok) {
    return err(config.error.map(describeConfigIssue).join("\n"));
  }
  const { validation, scrape } = config.value;
  return ok(createValidator({ validation, scrapeJob: scrape.job, now: Date.now }));
};

const checkFiles = (
  files: readonly string[],
  options: CheckOptions,
  validate: Validator,
  { readStdin }: CliPorts,
): CommandOutcome => {
  const reports = files.map((file) => {
    const body = readInput(file, readStdin);
    const format = findFormat(options.format ?? detectFormat(body))!;
    return checkFile(file, { body, format, key: GroupingKey.of(options.job, []) }, validate, options);
  });
  const text = reports.flatMap(toLines).join("\n");
  const json = { files: reports };
  if (reports.some(({ isValid }) => !isValid)) {
    return denied(text, json);
  }
  return reports.some(({ issues }) => issues.length > 0) ? warned(text, json) : answered(text, json);
};

interface FileReport {
  readonly file: string;
  readonly format: string;
  readonly isValid: boolean;
  /** The problem of a whole payload, if no issue has a place. */
  readonly detail?: string;
  readonly issues: readonly Issue[];
  readonly total: number;
}

const checkFile = (
  file: string,
  payload: Payload,
  validate: Validator,
  { lint }: CheckOptions,
): FileReport => {
  const format = payload.format.id;
  const judged = checkFileContent(payload, parseJsonBody, validate);
  if (judged.ok) {
    const issues = judged.value.warnings.filter(({ code }) => lint || !code.startsWith("lint-"));
    return { file, format, isValid: true, issues, total: issues.length };
  }
  const { issues, total, detail } = judged.error;
  return { file, format, isValid: false, detail, issues, total };
};

const toLines = ({ file, isValid, detail = "", issues, total }: FileReport): readonly string[] => {
  const severity = isValid ? "warning: " : "";
  if (!isValid && issues.length === 0) {
    return [`${file}: ${detail}`];
  }
  return [
    ...issues.map((issue) => toLine(file, issue, severity)),
    ...(total > issues.length ? [`${file}: and ${total - issues.length} more`] : []),
  ];
};

const toLine = (file: string, { code, detail, location }: Issue, severity: string): string =>
  `${file}:${printPlace(location) || " "}${code}: ${severity}${detail}`;

/** The catalogue's texts about an issue's code. */
const explain = (code: string): CommandOutcome => {
  const entry = findIssue(code);
  if (entry === undefined) {
    const near = suggest(code, Object.keys(ISSUE_CATALOGUE));
    const advice =
      near === undefined ? "docs/errors.md and docs/rules.md list all codes" : `did you mean ${near}?`;
    return failed(`there is no code ${JSON.stringify(code)}; ${advice}`);
  }
  const { problem, cause, fix, example } = entry;
  const severity =
    problem === undefined ? "warning" : `error, with ${problem} (${CATALOGUE[problem].status})`;
  return answered(
    [`${code}: ${severity}`, cause, `Fix: ${fix}`, "Example:", describeExample(example)].join("\n"),
    { code, problem: problem ?? null, cause, fix },
  );
};
