import { Argument, type Command } from "commander";
import { toAskedPath } from "../../infra/local/asked-path.ts";
import { placeInConfig } from "../../infra/local/config-place.ts";
import {
  EXPLAINED_METHODS,
  type ExplainedMethod,
  type ExplainedRequest,
  explainRequest,
  type Unexplained,
} from "../../lambda/authorize/explain-request.ts";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import type { Claims } from "../../lambda/model/glob.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { collectTexts } from "../option-values.ts";
import { answered, type CommandOutcome, denied, failed, misused } from "../outcome.ts";

export const createExplainCommand = ({ answer }: CliContext): Command =>
  defineCommand("explain", "say whether a push or a read would be allowed, and by which right", [
    "pushgateway-proxy config explain desktop-app PUT /metrics/job/desktop-app/instance/laptop",
    "pushgateway-proxy config explain github PUT /metrics/job/ci --claim repository_id=123",
    "pushgateway-proxy config explain prometheus GET /metrics",
  ])
    .argument("<caller>", "id of a client or an issuer")
    .addArgument(new Argument("<method>", "of the request").choices(EXPLAINED_METHODS))
    .argument("<path>", "path or URL of the request: /metrics/job/…, or /metrics for the page")
    .option("--claim <name=value>", "a claim of the signed token; may be given more than once", collectTexts)
    .option("--dry-run", "ask for a dry run")
    .option("--config <file>", "the configuration", "proxy.yaml")
    .action((caller: string, method: ExplainedMethod, path: string, options: ExplainOptions) =>
      answer(options, () => explainFor({ caller, method, path }, options)),
    );

interface ExplainOptions extends AnswerForm {
  readonly config: string;
  readonly claim?: readonly string[];
  readonly dryRun?: boolean;
}

const explainFor = (
  request: { readonly caller: string; readonly method: ExplainedMethod; readonly path: string },
  options: ExplainOptions,
): CommandOutcome => {
  const claims = parseClaims(options.claim ?? []);
  if (!claims.ok) {
    return misused(claims.error);
  }
  const loaded = loadConfigOrText(options.config);
  if (!loaded.ok) {
    return failed(loaded.error);
  }
  const { path, isDryRun } = toAskedPath(request.path);
  const asked = { ...request, path, claims: claims.value, isDryRun: isDryRun || options.dryRun === true };
  const explained = explainRequest(loaded.value, asked);
  return explained.ok
    ? describeAllowed(explained.value, options.config)
    : describeUnexplained(explained.error);
};

const parseClaims = (texts: readonly string[]): Result<Claims, string> => {
  const wrong = texts.find((text) => text.indexOf("=") < 1);
  if (wrong !== undefined) {
    return err(`--claim takes NAME=VALUE, got ${wrong}`);
  }
  const pairs = texts.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]);
  return ok(Object.fromEntries(pairs) as Claims);
};

const describeAllowed = ({ rights, json }: ExplainedRequest, file: string): CommandOutcome =>
  answered(
    rights
      .map(({ path, conditions }) =>
        [`allowed by ${placeInConfig(file, path)}`, ...conditions.map((line) => `  ${line}`)].join("\n"),
      )
      .join("\n"),
    { allowed: true, ...json },
  );

const describeUnexplained = (unexplained: Unexplained): CommandOutcome => {
  switch (unexplained.kind) {
    case "path-invalid":
      return misused(unexplained.text);
    case "unknown":
      return failed(unexplained.text);
    case "refused": {
      const { code, detail } = unexplained.refusal;
      const { status } = CATALOGUE[code];
      return denied(`refused, ${status} ${code}: ${detail}`, { allowed: false, status, code, detail });
    }
  }
};
