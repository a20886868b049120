import { readFileSync } from "node:fs";
import { Argument, type Command } from "commander";
import { type ExplainedGrant, explain } from "../../lambda/authorize/explain.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { describeConfigIssue, describeWithSeverity, printPath } from "../../lambda/config/config-issue.ts";
import { loadConfigReport, loadProxyConfig } from "../../lambda/config/load.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { suggest } from "../../lambda/config/suggestion.ts";
import { parseYaml } from "../../lambda/config/yaml-file.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import type { Claims } from "../../lambda/model/glob.ts";
import type { Method } from "../../lambda/model/push-request.ts";
import type { Refusal } from "../../lambda/model/refusal.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { parseGroupingKey } from "../../lambda/request/parse-grouping-key.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand, defineCommandGroup } from "../define.ts";
import { answered, type CommandOutcome, denied, failed, misused } from "../outcome.ts";
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
  config.addCommand(
    defineCommand("explain", "say whether a push would be allowed, and by which grant", [
      "pushgateway-proxy config explain desktop-app PUT /metrics/job/desktop-app/instance/laptop",
      "pushgateway-proxy config explain github PUT /metrics/job/ci --claim repository_id=123",
    ])
      .argument("<caller>", "id of a client or an issuer")
      .addArgument(new Argument("<method>", "of the push").choices(METHODS))
      .argument("<path>", "of the push, beginning with /metrics/job/")
      .option("--claim <name=value>", "a claim of the signed token; may be given more than once", collect)
      .option("--dry-run", "ask for a dry run")
      .option("--config <file>", "the configuration", "proxy.yaml")
      .action((id: string, method: Method, path: string, options: ExplainOptions) =>
        answer(options, () => explainPush({ id, method, path }, options)),
      ),
  );
  config.addCommand(createInitCommand(context));
  return config;
};

const METHODS = ["PUT", "POST", "DELETE"] as const satisfies readonly Method[];

const collect = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];

interface ConfigOptions extends AnswerForm {
  readonly config: string;
}

interface ExplainOptions extends ConfigOptions {
  readonly claim?: readonly string[];
  readonly dryRun?: boolean;
}

/** Warnings alone are no reason to fail: what they are about works. */
const checkConfig = (file: string): CommandOutcome => {
  const { config, warnings } = loadConfigReport(file);
  const issues = config.ok ? [] : config.error;
  const lines = [
    ...issues.map((issue) => ({ ...issue, severity: "error" as const })),
    ...warnings.map((warning) => ({ ...warning, severity: "warning" as const })),
  ]
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map((finding) => describeWithSeverity(finding, finding.severity));
  const counts = `${file} has ${count(issues.length, "issue")}${
    warnings.length === 0 ? "" : ` and ${count(warnings.length, "warning")}`
  }`;
  const json = { file, issues, warnings };
  return config.ok
    ? answered([...lines, `${counts}; who may push: ${idsOf(config.value)}`].join("\n"), json)
    : denied([...lines, counts].join("\n"), json);
};

const count = (number: number, what: string): string =>
  number === 0 ? `no ${what}s` : number === 1 ? `1 ${what}` : `${number} ${what}s`;

const idsOf = ({ clients, issuers }: ProxyConfig): string =>
  [...clients, ...issuers].map(({ id }) => id).join(", ");

const explainPush = (
  { id, method, path }: { readonly id: string; readonly method: Method; readonly path: string },
  options: ExplainOptions,
): CommandOutcome => {
  if (!path.startsWith("/metrics/")) {
    return misused(`the path must start with /metrics/job/, got ${path}`);
  }
  const claims = parseClaims(options.claim ?? []);
  if (!claims.ok) {
    return misused(claims.error);
  }
  const loaded = loadProxyConfig(options.config);
  if (!loaded.ok) {
    return failed(loaded.error.map(describeConfigIssue).join("\n"));
  }
  const config = loaded.value;
  const caller = findCaller(config, id);
  if (caller === undefined) {
    const near = suggest(
      id,
      [...config.clients, ...config.issuers].map((known) => known.id),
    );
    const advice = near === undefined ? `there are ${idsOf(config)}` : `did you mean ${near}?`;
    return failed(`no client or issuer has the id ${JSON.stringify(id)}; ${advice}`);
  }
  const key = parseGroupingKey(path);
  if (!key.ok) {
    return describeRefusal(key.error);
  }
  const grants = config[caller.list][caller.index]?.grants ?? [];
  const request = { method, key: key.value, isDryRun: options.dryRun === true };
  const explained = explain({ grants, claims: claims.value }, request, createKeyLabels(config));
  if (!explained.ok) {
    return describeRefusal(explained.error);
  }
  return answered(explained.value.map((grant) => describeGrant(options.config, caller, grant)).join("\n"), {
    allowed: true,
    grants: explained.value,
  });
};

interface Caller {
  readonly list: "clients" | "issuers";
  readonly index: number;
}

const findCaller = (config: ProxyConfig, id: string): Caller | undefined =>
  (["clients", "issuers"] as const)
    .map((list) => ({ list, index: config[list].findIndex((caller) => caller.id === id) }))
    .find(({ index }) => index >= 0);

const parseClaims = (texts: readonly string[]): Result<Claims, string> => {
  const wrong = texts.find((text) => text.indexOf("=") < 1);
  if (wrong !== undefined) {
    return err(`--claim takes NAME=VALUE, got ${wrong}`);
  }
  const pairs = texts.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]);
  return ok(Object.fromEntries(pairs) as Claims);
};

const describeRefusal = ({ code, detail }: Refusal): CommandOutcome =>
  denied(`refused, ${CATALOGUE[code].status} ${code}: ${detail}`, {
    allowed: false,
    status: CATALOGUE[code].status,
    code,
    detail,
  });

const describeGrant = (file: string, { list, index }: Caller, grant: ExplainedGrant): string => {
  const path = [list, index, "grants", grant.index];
  const { yaml } = parseYaml(readFileSync(file, "utf8"), file);
  const place = yaml === undefined ? "" : `${file}:${yaml.issue(path, "").line} `;
  const labels = grant.bodyLabels.map(({ name, pattern }) => `${name}=${JSON.stringify(pattern)}`).join(", ");
  const held = labels === "" ? "" : `\n  labels in the body, where they are set: ${labels}`;
  const refused =
    grant.refusedLabels.length === 0
      ? ""
      : `\n  labels refused in the body (other grants of this job list them): ${grant.refusedLabels.join(", ")}`;
  return `allowed by ${place}${printPath(path)}\n  metrics: ${grant.metrics.join(", ")}${held}${refused}`;
};
