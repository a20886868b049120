import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { stringify } from "yaml";
import { describeConfigIssues } from "../../lambda/config/config-issue.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, type CommandOutcome, failed, misused } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";

export const createInitCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("init", "write a proxy.yaml with one client that may push one job", [
    "pushgateway-proxy config init                                                    # asks",
    "pushgateway-proxy config init --client ci --job 'ci-*' --metrics 'ci_*' 'build_*'",
    "pushgateway-proxy config init --job ci --metrics 'ci_*' --github-repository-id 123456 --audience https://push.example.com",
  ])
    .option("--client <id>", "who pushes: a name of lower-case letters, digits and dashes")
    .option("--job <glob>", "the job it may push; * matches any characters")
    .option("--metrics <glob...>", "the metric names it may push")
    .option("--label <name...>", "further labels that its groups may have")
    .addOption(
      new Option(
        "--github-repository-id <number>",
        "instead of a client: GitHub Actions of this repository, without a stored secret",
      ).conflicts("client"),
    )
    .option(
      "--audience <url>",
      "with --github-repository-id: a name for this deployment that you use for nothing else",
    )
    .option("--output <file>", "where to write it", "proxy.yaml")
    .option("--force", "replace a file that exists")
    .action((options: InitOptions) => answer(options, () => runInit(options, ports)));

interface InitOptions extends AnswerForm {
  readonly client?: string;
  readonly job?: string;
  readonly metrics?: readonly string[];
  readonly label?: readonly string[];
  readonly githubRepositoryId?: string;
  readonly audience?: string;
  readonly output: string;
  readonly force?: boolean;
}

const runInit = async (options: InitOptions, ports: CliPorts): Promise<CommandOutcome> => {
  const { output: file, force } = options;
  if (existsSync(file) && force !== true) {
    return failed(`${file} exists; use --force to replace it, or --output to write another file`);
  }
  const wanted = await complete(options, ports);
  if (wanted === undefined) {
    return misused("--client, --job and --metrics are required without a terminal");
  }
  const text = writeConfig(wanted);
  const parsed = parseProxyConfig(text, file);
  if (!parsed.ok) {
    return misused(`nothing was written:\n${describeConfigIssues(parsed.error)}`);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return answered(`${file} was written; next: pushgateway-proxy start --config ${file}`, { file });
};

interface WantedConfig {
  readonly caller: Caller;
  readonly job: string;
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

type Caller =
  | { readonly kind: "client"; readonly id: string }
  | { readonly kind: "github"; readonly repositoryId: string; readonly audience: string };

/** The options, and the answers to questions about the rest. */
const complete = async (options: InitOptions, { ask }: CliPorts): Promise<WantedConfig | undefined> => {
  const { githubRepositoryId: repositoryId, label: labels = [] } = options;
  const answerTo = async (question: string, given: string | undefined): Promise<string | undefined> =>
    given ?? (await ask?.(question))?.trim();
  const who =
    repositoryId === undefined
      ? await answerTo("Who pushes (id of a client, for instance desktop-app)? ", options.client)
      : await answerTo(
          "Audience of the tokens (a name that you use for nothing else, for instance https://push.example.com)? ",
          options.audience,
        );
  const job = await answerTo("Which job may it push (* matches any characters)? ", options.job);
  const names = await answerTo(
    "Which metric names (separated by blanks, for instance app_*)? ",
    options.metrics?.join(" "),
  );
  if (who === undefined || job === undefined || names === undefined) {
    return undefined;
  }
  const caller: Caller =
    repositoryId === undefined
      ? { kind: "client", id: who }
      : { kind: "github", repositoryId, audience: who };
  return { caller, job, metrics: names.split(/[\s,]+/).filter((name) => name !== ""), labels };
};

const HEADER = `# Who may push what. Every key is described in docs/configuration.md; \`pushgateway-proxy config check\` finds issues.
# A push that no grant allows is refused. Nothing here is secret: \`pushgateway-proxy token <client>\` prints a client's token.

`;

const writeConfig = ({ caller, job, metrics, labels }: WantedConfig): string => {
  const grouping = Object.fromEntries(labels.map((label) => [`${label}?`, "*"]));
  const grant = { methods: ["PUT", "POST"], job, ...(labels.length > 0 && { grouping }), metrics };
  const config =
    caller.kind === "client"
      ? { clients: [{ id: caller.id, grants: [grant] }] }
      : {
          issuers: [
            {
              id: "github",
              issuer: "https://token.actions.githubusercontent.com",
              audience: caller.audience,
              grants: [{ when: { repository_id: caller.repositoryId }, ...grant }],
            },
          ],
        };
  return HEADER + stringify(config);
};
