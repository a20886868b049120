import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createProgram } from "../../cli/program.ts";
import { ROOT } from "./markdown.ts";

/** A command of the documentation that a test cannot run, and what is checked instead. */
export interface CommandNotRun {
  readonly command: RegExp;
  readonly reason: string;
  /** The issues of a command that can be found without running it. */
  readonly findIssues: (command: string) => readonly string[];
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const ciRuns = (text: string): readonly string[] =>
  readFileSync(join(ROOT, ".ci/run"), "utf8").includes(text) ? [] : [`.ci/run does not run ${text}`];

/** `npm run x` and `npm test`: both the script and its file exist. */
const isScript = (command: string): readonly string[] => {
  const [, name = ""] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
  const script = scripts[name];
  if (script === undefined) {
    return [`package.json has no script ${name}`];
  }
  const file = /\S+\.ts\b/.exec(script)?.[0];
  return file === undefined || existsSync(join(ROOT, file)) ? [] : [`there is no ${file}`];
};

/** Another test runs the command without `--aws`. This only checks that the program knows the command and its flags. */
const isKnown = (command: string): readonly string[] => {
  const [, name = "", rest = ""] = /^npm run ([\w-]+) --(.*)$/s.exec(command) ?? [];
  const words = rest.split(" ").filter((word) => word !== "" && !word.startsWith("-"));
  const top = PROGRAM.commands.find((known) => known.name() === name);
  const found = top?.commands.find((known) => known.name() === words[0]) ?? top;
  if (found === undefined) {
    return [`the program has no command ${name}`];
  }
  const flags = [...command.matchAll(/ (--[a-z-]+)/g)].map(([, flag = ""]) => flag);
  return [
    ...isScript(command),
    ...flags
      .filter((flag) => !found.options.some(({ long }) => long === flag))
      .map((flag) => `no flag ${flag}`),
  ];
};

const PROGRAM = createProgram({
  ports: undefined as never,
  answer: async () => {},
});

const parsesAsShell = (command: string): readonly string[] => {
  try {
    execFileSync("bash", ["-n", "-c", command.replace(/<[^>]*>/g, "x")], { stdio: "pipe" });
    return [];
  } catch (error) {
    return [String((error as { readonly stderr?: Buffer }).stderr)];
  }
};

export const COMMANDS_NOT_RUN: readonly CommandNotRun[] = [
  {
    command: /^npm ci$/,
    reason: "everything else needs it: CI starts with it",
    findIssues: () => ciRuns("npm ci"),
  },
  {
    command: /^npm test$/,
    reason: "it is the suite that runs this test",
    findIssues: isScript,
  },
  {
    command: /^npm run check$/,
    reason: "it is a step of `npm run test:all`",
    findIssues: isScript,
  },
  {
    command: /^npm run (dev|fix|bench -- \w+|test:\w+|stryker)$/,
    reason: "it does not end, changes the sources, or takes minutes",
    findIssues: isScript,
  },
  {
    command:
      /^npx cdk (bootstrap|(deploy|destroy) --all (--require-approval never )?-c config=(proxy|staging).yaml)$/,
    reason:
      "it needs an AWS account: `npm run test:aws` deploys to an emulated one, and `npx cdk synth` is a step of CI",
    findIssues: () => ciRuns("test:all"),
  },
  {
    command:
      /^aws (lambda (get-account-settings|put-function-concurrency)|resourcegroupstaggingapi get-resources|dynamodb restore-table-to-point-in-time|secretsmanager (list-secret-version-ids|update-secret-version-stage)) /,
    reason:
      "it needs a real AWS account, with its limits, its secrets, or resources of an earlier deployment",
    findIssues: parsesAsShell,
  },
  {
    command:
      /^aws cloudformation (describe-stacks|describe-stack-resources|list-stack-resources|delete-stack|wait stack-delete-complete) --stack-name /,
    reason: "it needs an AWS account: test/emulated-aws/without-pushgateway.test.ts deletes these stacks",
    findIssues: parsesAsShell,
  },
  {
    command: /^npm run token -- .* --aws/,
    reason: "it needs an AWS account: test/unit/cli/token.test.ts runs it against a stand-in",
    findIssues: isKnown,
  },
  {
    command: /^npm run (contracts|groups|sweep) -- .*--aws/,
    reason: "it needs an AWS account: the same command without --aws is run",
    findIssues: isKnown,
  },
  {
    command:
      /^(prometheus --web\.enable-remote-write-receiver|npm start -- --remote-write |printf .*desktop-app:\$\(npm run|sleep 5$|curl 'http:\/\/127\.0\.0\.1:9096)/s,
    reason: "test/real/remote-write.test.ts takes these steps, from the push to the query",
    findIssues: parsesAsShell,
  },
  {
    command: /^docker (compose|build|run) /,
    reason:
      "it needs Docker: test/pipelines/container-image.test.ts takes the Dockerfile's steps and runs the result",
    findIssues: parsesAsShell,
  },
  {
    command: /^npm run smoke -- /,
    reason: "it needs a deployment: test/integration/smoke.test.ts runs it against the local system",
    findIssues: isKnown,
  },
  {
    command: /^(token=\$\()?curl .*(\$ACTIONS_ID_TOKEN_REQUEST_TOKEN|\$PROXY\/metrics)/s,
    reason: "it needs a runner of GitHub: test/pipelines gets a token in the same way from its own issuer",
    findIssues: parsesAsShell,
  },
];
