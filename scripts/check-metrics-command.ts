import { readFileSync } from "node:fs";
import { parseJsonBody } from "../lambda/adapters/json-body.ts";
import { checkPayload, type Payload } from "../lambda/check-payload.ts";
import { describeConfigIssue } from "../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../lambda/config/load.ts";
import { FORMATS, findFormat } from "../lambda/decode/formats.ts";
import { describeExample, findIssue } from "../lambda/issue-catalogue.ts";
import { CATALOGUE } from "../lambda/model/catalogue.ts";
import type { Location } from "../lambda/model/exposition.ts";
import { GroupingKey } from "../lambda/model/grouping-key.ts";
import type { Issue } from "../lambda/model/issue.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { createValidator, type Validator } from "../lambda/validate/validate.ts";
import { absent, answered, type CommandOutcome, denied, failed, misused, readArguments } from "./command.ts";

const USAGE = `usage: npm run check-metrics -- [--format ${FORMATS.map(({ id }) => id).join("|")}] [--job JOB] [--config FILE] FILE… (- is standard input)
       npm run check-metrics -- --explain CODE`;

/** Checks files; those that cannot be read at all are no answer, so they fail. */
export const runCheckMetrics = (args: readonly string[]): CommandOutcome => {
  const parsed = readArguments(args, OPTIONS);
  if (!parsed.ok) {
    return misused(`${parsed.error}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed.value;
  if (values.explain !== undefined) {
    return explain(values.explain);
  }
  const format = findFormat(values.format);
  if (positionals.length === 0 || format === undefined) {
    return misused(USAGE);
  }
  const validator = createConfiguredValidator(values.config);
  if (!validator.ok) {
    return failed(validator.error);
  }
  const reports: FileReport[] = [];
  for (const file of positionals) {
    const body = readPayload(file);
    if (!body.ok) {
      return failed(body.error);
    }
    const payload = { body: body.value, format, key: GroupingKey.of(values.job, []) };
    reports.push(checkFile(file, payload, validator.value));
  }
  const output = reports.flatMap(({ lines }) => lines).join("\n");
  return reports.every(({ isValid }) => isValid) ? answered(output) : denied(output);
};

/** What the catalogue says of an issue code. */
const explain = (code: string): CommandOutcome => {
  const entry = findIssue(code);
  if (entry === undefined) {
    return absent(`there is no issue code ${JSON.stringify(code)}; docs/errors.md lists them`);
  }
  const { problem, cause, fix, example } = entry;
  const severity =
    problem === undefined ? "warning" : `error, with ${problem} (${CATALOGUE[problem].status})`;
  return answered(
    [`${code}: ${severity}`, cause, `Fix: ${fix}`, "Example:", describeExample(example)].join("\n"),
  );
};

const OPTIONS = {
  format: { type: "string", default: "text" },
  job: { type: "string", default: "check-metrics" },
  config: { type: "string" },
  explain: { type: "string" },
} as const;

/** Without a configuration every rule is as strict as it can be. */
const createConfiguredValidator = (file: string | undefined): Result<Validator, string> => {
  if (file === undefined) {
    return ok(createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway" }));
  }
  const config = loadProxyConfig(file);
  if (!config.ok) {
    return err(config.error.map(describeConfigIssue).join("\n"));
  }
  const { validation, scrape } = config.value;
  return ok(createValidator({ validation, scrapeJob: scrape.job }));
};

const readPayload = (file: string): Result<Uint8Array, string> => {
  try {
    return ok(readFileSync(file === "-" ? 0 : file));
  } catch (error) {
    return err((error as Error).message);
  }
};

interface FileReport {
  readonly isValid: boolean;
  readonly lines: readonly string[];
}

const checkFile = (file: string, payload: Payload, validate: Validator): FileReport => {
  const judged = checkPayload(payload, parseJsonBody, validate);
  if (judged.ok) {
    const { warnings } = judged.value;
    return { isValid: true, lines: warnings.map((issue) => formatIssue(file, issue, "warning: ")) };
  }
  const { issues, total, detail } = judged.error;
  const lines = issues.map((issue) => formatIssue(file, issue, ""));
  const rest = total - issues.length;
  if (issues.length === 0) {
    return { isValid: false, lines: [`${file}: ${detail}`] };
  }
  return { isValid: false, lines: rest > 0 ? [...lines, `${file}: and ${rest} more`] : lines };
};

const formatIssue = (file: string, { code, detail, location }: Issue, severity: string): string =>
  `${file}:${formatLocation(location)} ${code}: ${severity}${detail}`;

const formatLocation = (location: Location | undefined): string => {
  if (location === undefined) {
    return "";
  }
  return "line" in location ? `${location.line}:${location.column}:` : `${location.pointer}:`;
};
