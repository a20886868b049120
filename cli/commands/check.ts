import { type Command, Option } from "commander";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { checkFileContent, type Payload } from "../../lambda/check-payload.ts";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import { detectFormat } from "../../lambda/decode/detect-format.ts";
import { FORMATS, findFormat } from "../../lambda/decode/formats.ts";
import { describeExample, findIssue, ISSUE_CATALOGUE } from "../../lambda/issue-catalogue.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { type Issue, printPlace } from "../../lambda/model/issue.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { suggest } from "../../lambda/model/suggestion.ts";
import { createStrictValidator, createValidator, type Validator } from "../../lambda/validate/validate.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { describeError } from "../describe-error.ts";
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
      "\nPrints file:line:column: code: text for each issue, and nothing for metrics\nthat are valid.",
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
  const config = loadConfigOrText(file);
  if (!config.ok) {
    return config;
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
  const reports = files.map((file): FileReport => {
    const body = tryToRead(file, readStdin);
    if (!body.ok) {
      return { file, isValid: false, detail: body.error, issues: [], total: 0 };
    }
    const format = findFormat(options.format ?? detectFormat(body.value))!;
    const payload = { body: body.value, format, key: GroupingKey.of(options.job, []) };
    return checkFile(file, payload, validate, options);
  });
  const text = reports.flatMap(toLines).join("\n");
  if (reports.every(isUnread)) {
    return failed(text);
  }
  const json = { files: reports };
  if (reports.some(({ isValid }) => !isValid)) {
    return denied(text, json);
  }
  return reports.some(({ issues }) => issues.length > 0) ? warned(text, json) : answered(text, json);
};

/** The error is a line with the file's name. */
const tryToRead = (file: string, readStdin: CliPorts["readStdin"]): Result<Uint8Array, string> => {
  try {
    return ok(readInput(file, readStdin));
  } catch (error) {
    const description = describeError(error);
    if (description === undefined) {
      throw error;
    }
    return err(description);
  }
};

const isUnread = ({ format }: FileReport): boolean => format === undefined;

interface FileReport {
  readonly file: string;
  /** Left out if the file cannot be read. */
  readonly format?: string;
  readonly isValid: boolean;
  /** The problem of a whole payload, if no issue has a place; or why the file cannot be read, with its name. */
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

const toLines = (report: FileReport): readonly string[] => {
  const { file, isValid, detail = "", issues, total } = report;
  const severity = isValid ? "warning: " : "";
  if (!isValid && issues.length === 0) {
    return [isUnread(report) ? detail : `${file}: ${detail}`];
  }
  return [
    ...issues.map((issue) => toLine(file, issue, severity)),
    ...(total > issues.length ? [`${file}: and ${total - issues.length} more`] : []),
  ];
};

const toLine = (file: string, { code, detail, location }: Issue, severity: string): string =>
  `${file}:${printPlace(location) || " "}${code}: ${severity}${detail}`;

/** The catalogues' texts about the code of an issue or a problem. */
const explain = (code: string): CommandOutcome => {
  const known = Object.entries(CATALOGUE).find(([name]) => name === code);
  if (known !== undefined) {
    const [, { status, title, advice }] = known;
    return answered(`${code}: ${title} (${status})\nFix: ${advice}`, { code, status, title, fix: advice });
  }
  const entry = findIssue(code);
  if (entry === undefined) {
    const near = suggest(code, [...Object.keys(ISSUE_CATALOGUE), ...Object.keys(CATALOGUE)]);
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
