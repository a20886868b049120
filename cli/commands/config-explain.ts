import { readFileSync } from "node:fs";
import { Argument, type Command } from "commander";
import { authorizeRead, authorizeScrape } from "../../lambda/authorize/authorize-read.ts";
import { type ExplainedGrant, explain } from "../../lambda/authorize/explain.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { type ConfigPath, describeConfigIssue, printPath } from "../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { suggest } from "../../lambda/config/suggestion.ts";
import { parseYaml } from "../../lambda/config/yaml-file.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import type { Claims } from "../../lambda/model/glob.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { Method } from "../../lambda/model/push-request.ts";
import { bindReads } from "../../lambda/model/read-right.ts";
import type { Refusal } from "../../lambda/model/refusal.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { parseGroupingKey } from "../../lambda/request/parse-grouping-key.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { collect } from "../option-values.ts";
import { answered, type CommandOutcome, denied, failed, misused } from "../outcome.ts";

export const createExplainCommand = ({ answer }: CliContext): Command =>
  defineCommand("explain", "say whether a push or a read would be allowed, and by which right", [
    "pushgateway-proxy config explain desktop-app PUT /metrics/job/desktop-app/instance/laptop",
    "pushgateway-proxy config explain github PUT /metrics/job/ci --claim repository_id=123",
    "pushgateway-proxy config explain prometheus GET /metrics",
  ])
    .argument("<caller>", "id of a client or an issuer")
    .addArgument(new Argument("<method>", "of the request").choices(METHODS))
    .argument("<path>", "of the request: /metrics/job/…, or /metrics for the page")
    .option("--claim <name=value>", "a claim of the signed token; may be given more than once", collect)
    .option("--dry-run", "ask for a dry run")
    .option("--config <file>", "the configuration", "proxy.yaml")
    .action((id: string, method: ExplainedMethod, path: string, options: ExplainOptions) =>
      answer(options, () => explainRequest({ id, method, path }, options)),
    );

type ExplainedMethod = Method | "GET";

const METHODS = ["PUT", "POST", "DELETE", "GET"] as const satisfies readonly ExplainedMethod[];

interface ExplainOptions extends AnswerForm {
  readonly config: string;
  readonly claim?: readonly string[];
  readonly dryRun?: boolean;
}

interface AskedRequest {
  readonly id: string;
  readonly method: ExplainedMethod;
  readonly path: string;
}

const explainRequest = ({ id, method, path }: AskedRequest, options: ExplainOptions): CommandOutcome => {
  const isPage = method === "GET" && path === "/metrics";
  if (!isPage && !path.startsWith("/metrics/")) {
    return misused(`the path must start with /metrics/job/, or be /metrics with GET, got ${path}`);
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
    const ids = [...config.clients, ...config.issuers].map((known) => known.id);
    const near = suggest(id, ids);
    const advice = near === undefined ? `there are ${ids.join(", ")}` : `did you mean ${near}?`;
    return failed(`no client or issuer has the id ${JSON.stringify(id)}; ${advice}`);
  }
  const asked = { config, file: options.config, caller, claims: claims.value };
  if (isPage) {
    return explainScrape(asked);
  }
  const key = parseGroupingKey(path);
  if (!key.ok) {
    return describeRefusal(key.error);
  }
  if (method === "GET") {
    return explainRead(asked, key.value);
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

interface Asked {
  readonly config: ProxyConfig;
  readonly file: string;
  readonly caller: Caller;
  readonly claims: Claims;
}

const explainScrape = ({ config, file, caller: { list, index } }: Asked): CommandOutcome => {
  const scrape = config[list][index]?.scrape;
  const scraped = authorizeScrape({ scrape });
  if (!scraped.ok) {
    return describeRefusal(scraped.error);
  }
  const jobs = scrape?.jobs ?? [];
  const place = describePlace(file, [list, index, "scrape"]);
  return answered(`allowed by ${place}\n  jobs on the page: ${jobs.join(", ")}`, { allowed: true, jobs });
};

const explainRead = (
  { config, file, caller: { list, index }, claims }: Asked,
  key: GroupingKey,
): CommandOutcome => {
  const reads = config[list][index]?.reads ?? [];
  const read = authorizeRead({ reads: bindReads(reads, claims) }, key);
  if (!read.ok) {
    return describeRefusal(read.error);
  }
  const place = reads.indexOf(read.value.right);
  return answered(`allowed by ${describePlace(file, [list, index, "reads", place])}`, {
    allowed: true,
    read: place,
  });
};

/** Where the part is written, and its path. */
const describePlace = (file: string, path: ConfigPath): string => {
  const { yaml } = parseYaml(readFileSync(file, "utf8"), file);
  const place = yaml === undefined ? "" : `${file}:${yaml.issue(path, "").line} `;
  return `${place}${printPath(path)}`;
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
  const place = describePlace(file, [list, index, "grants", grant.index]);
  const labels = grant.bodyLabels.map(({ name, pattern }) => `${name}=${JSON.stringify(pattern)}`).join(", ");
  const held = labels === "" ? "" : `\n  labels in the body, where they are set: ${labels}`;
  const refused =
    grant.refusedLabels.length === 0
      ? ""
      : `\n  labels refused in the body (other grants of this job list them): ${grant.refusedLabels.join(", ")}`;
  return `allowed by ${place}\n  metrics: ${grant.metrics.join(", ")}${held}${refused}`;
};
