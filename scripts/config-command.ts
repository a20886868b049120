import { readFileSync } from "node:fs";
import { type ExplainedGrant, explain } from "../lambda/authorize/explain.ts";
import { createKeyLabels } from "../lambda/authorize/key-labels.ts";
import { describeConfigIssue, describeWithSeverity, printPath } from "../lambda/config/config-issue.ts";
import { loadConfigReport, loadProxyConfig } from "../lambda/config/load.ts";
import type { ProxyConfig } from "../lambda/config/proxy-config.ts";
import { parseYaml } from "../lambda/config/yaml-file.ts";
import { CATALOGUE } from "../lambda/model/catalogue.ts";
import type { Claims } from "../lambda/model/glob.ts";
import type { Method } from "../lambda/model/push-request.ts";
import type { Refusal } from "../lambda/model/refusal.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { parseGroupingKey } from "../lambda/request/parse-grouping-key.ts";
import { absent, answered, type CommandOutcome, denied, failed, misused, readArguments } from "./command.ts";

const USAGE = `usage: npm run config -- check [--config FILE]
       npm run config -- explain <client or issuer> <PUT|POST|DELETE> <path> [--claim NAME=VALUE]… [--dry-run] [--config FILE]`;

export const runConfigCommand = (args: readonly string[]): CommandOutcome => {
  const parsed = readArguments(args, OPTIONS);
  if (!parsed.ok) {
    return misused(`${parsed.error}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed.value;
  const [command, ...operands] = positionals;
  switch (command) {
    case "check":
      return operands.length > 0 ? misused(USAGE) : checkConfig(values.config);
    case "explain": {
      const config = loadProxyConfig(values.config);
      if (!config.ok) {
        return failed(config.error.map(describeConfigIssue).join("\n"));
      }
      return explainPush(operands, config.value, values);
    }
    default:
      return misused(USAGE);
  }
};

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
  return config.ok
    ? answered([...lines, `${counts}; who may push: ${idsOf(config.value)}`].join("\n"))
    : failed([...lines, counts].join("\n"));
};

const count = (number: number, what: string): string =>
  number === 0 ? `no ${what}s` : number === 1 ? `1 ${what}` : `${number} ${what}s`;

const OPTIONS = {
  config: { type: "string", default: "proxy.yaml" },
  claim: { type: "string", multiple: true },
  "dry-run": { type: "boolean", default: false },
} as const;

interface Options {
  readonly config: string;
  readonly claim?: readonly string[] | undefined;
  readonly "dry-run": boolean;
}

const idsOf = ({ clients, issuers }: ProxyConfig): string =>
  [...clients, ...issuers].map(({ id }) => id).join(", ");

const explainPush = (
  [id, method, path]: readonly string[],
  config: ProxyConfig,
  options: Options,
): CommandOutcome => {
  if (id === undefined || method === undefined || path === undefined) {
    return misused(USAGE);
  }
  const caller = findCaller(config, id);
  if (caller === undefined) {
    return absent(`no client or issuer has the id ${JSON.stringify(id)}`);
  }
  if (!isMethod(method)) {
    return misused(`${method} is none of PUT, POST, DELETE`);
  }
  if (!path.startsWith("/metrics/")) {
    return misused(`the path must start with /metrics/job/, got ${path}`);
  }
  const claims = parseClaims(options.claim ?? []);
  if (!claims.ok) {
    return misused(claims.error);
  }
  const key = parseGroupingKey(path);
  if (!key.ok) {
    return describeRefusal(key.error);
  }
  const grants = config[caller.list][caller.index]?.grants ?? [];
  const request = { method, key: key.value, isDryRun: options["dry-run"] };
  const explained = explain({ grants, claims: claims.value }, request, createKeyLabels(config));
  if (!explained.ok) {
    return describeRefusal(explained.error);
  }
  return answered(explained.value.map((grant) => describeGrant(options.config, caller, grant)).join("\n"));
};

interface Caller {
  readonly list: "clients" | "issuers";
  readonly index: number;
}

const findCaller = (config: ProxyConfig, id: string): Caller | undefined =>
  (["clients", "issuers"] as const)
    .map((list) => ({ list, index: config[list].findIndex((caller) => caller.id === id) }))
    .find(({ index }) => index >= 0);

const isMethod = (text: string): text is Method => text === "PUT" || text === "POST" || text === "DELETE";

const parseClaims = (texts: readonly string[]): Result<Claims, string> => {
  const wrong = texts.find((text) => text.indexOf("=") < 1);
  if (wrong !== undefined) {
    return err(`--claim takes NAME=VALUE, got ${wrong}`);
  }
  const pairs = texts.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]);
  return ok(Object.fromEntries(pairs) as Claims);
};

const describeRefusal = ({ code, detail }: Refusal): CommandOutcome =>
  denied(`refused, ${CATALOGUE[code].status} ${code}: ${detail}`);

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
