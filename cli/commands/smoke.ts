import { type Command, InvalidArgumentError, Option } from "commander";
import { createProgress, everyInterval, type Progress } from "../../infra/local/terminal/progress.ts";
import { isTrustedUrl } from "../../lambda/config/trusted-url.ts";
import { toBasicAuthorization } from "../../lambda/model/basic-authorization.ts";
import type { CliContext } from "../context.ts";
import { defineCommand, writeText } from "../define.ts";
import { addOperatorOptions, createOperator, type OperatorOptions } from "../operator/ask.ts";
import { secondsFrom } from "../option-values.ts";
import { answered, type CommandOutcome, denied, failed } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";
import { toSmokeChecks } from "../smoke/checks.ts";
import { toPushSteps } from "../smoke/push.ts";
import { createSmokeSender, describeAnswer } from "../smoke/request.ts";

export const createSmokeCommand = ({ ports, answer }: CliContext): Command =>
  addOperatorOptions(
    defineCommand("smoke", "test a deployment, for behaviour that only AWS itself can show", [
      "PUSHGATEWAY_PROXY_USER=ci:TOKEN pushgateway-proxy smoke https://abc123.execute-api.eu-central-1.amazonaws.com/prod",
      "pushgateway-proxy smoke https://… --user ci:TOKEN --push --aws   # push, look, delete",
    ]),
  )
    .argument("<url>", "endpoint that the API stack or `start` prints, including the stage", parseEndpoint)
    .addOption(
      new Option("--user <client:token>", "credential of a client that may PUT the metric smoke_check")
        .env("PUSHGATEWAY_PROXY_USER")
        .argParser(parseUser)
        .makeOptionMandatory(),
    )
    .option("--job <job>", "job that the client may push; default: the client's id")
    .option(
      "--push",
      "also push a group, look for it, check the scrape and delete the group; the client also needs DELETE (without this option every push is a dry run)",
    )
    .option(
      "--cycle <seconds>",
      "how long to wait for the Pushgateway to write its state",
      secondsFrom(0),
      65,
    )
    .action((url: URL, options: SmokeOptions) => answer(options, () => runSmoke(url, options, ports)));

interface SmokeOptions extends OperatorOptions {
  readonly user: string;
  readonly job?: string;
  readonly push?: boolean;
  readonly cycle: number;
}

const parseEndpoint = (text: string): URL => {
  if (!isTrustedUrl(text)) {
    throw new InvalidArgumentError(
      "It must be an https address without user, query and fragment; http is accepted only on this machine, because requests have a credential.",
    );
  }
  return new URL(text);
};

const parseUser = (text: string): string => {
  if (!text.includes(":")) {
    throw new InvalidArgumentError("It must be <client>:<token>.");
  }
  return text;
};

interface CheckResult {
  readonly name: string;
  /** The problem; undefined if the check passes. */
  readonly issue: string | undefined;
}

/** Prints one line per check as it ends, unless the answer is in JSON. */
const runSmoke = async (url: URL, options: SmokeOptions, ports: CliPorts): Promise<CommandOutcome> => {
  const { user, job = user.slice(0, user.indexOf(":")) } = options;
  const authorization = toBasicAuthorization(user);
  const send = createSmokeSender(url, ports.http.send);
  const results: CheckResult[] = [];
  const progress = createProgress(ports.stderr, { now: ports.http.now, every: everyInterval });
  const note = (name: string, issue: string | undefined): boolean => {
    progress.clear();
    results.push({ name, issue });
    if (options.json !== true) {
      writeText(ports.stdout, issue === undefined ? `pass  ${name}` : `FAIL  ${name}\n      ${issue}`);
    }
    return issue === undefined;
  };
  const checks = toSmokeChecks({ authorization, job });
  for (const { name, request, judge } of checks) {
    progress.show({ done: results.length, total: checks.length, text: name });
    const answer = await send(request);
    progress.clear();
    if (!answer.ok && answer.error.kind === "unreachable") {
      return stopped(
        `no answer from ${url.origin}: ${answer.error.detail}; is ${url.href} the endpoint, and is it running?`,
        checks.length - results.length,
        checks.length,
      );
    }
    if (answer.ok && answer.value.status === 401 && request.headers["Authorization"] === authorization) {
      return stopped(
        `the endpoint does not accept the credential of --user: ${describeAnswer(answer.value)}\n` +
          "npm run token -- <client> prints the token of the local system, with --aws that of a deployment",
        checks.length - results.length,
        checks.length,
      );
    }
    note(name, answer.ok ? judge(answer.value) : answer.error.detail);
  }
  if (options.push === true) {
    const ask = createOperator(options, ports);
    await runPushSteps({ send, authorization, job, ask, cycleMs: options.cycle * 1_000 }, note, progress);
  }
  return toOutcome(results);
};

/** All further checks would fail for the same reason. */
const stopped = (reason: string, left: number, all: number): CommandOutcome =>
  failed(`${reason}\nstopped: ${left} of ${all} checks were not made`);

const toOutcome = (results: readonly CheckResult[]): CommandOutcome => {
  const passed = results.filter(({ issue }) => issue === undefined).length;
  const text = `\n${passed} of ${results.length} pass`;
  const json = {
    passed,
    checks: results.map(({ name, issue }) => ({ name, passed: issue === undefined, issue: issue ?? null })),
  };
  return passed === results.length ? answered(text, json) : denied(text, json);
};

/** A step that fails is the last one, since the later ones need it. */
const runPushSteps = async (
  push: Parameters<typeof toPushSteps>[0],
  note: (name: string, issue: string | undefined) => boolean,
  progress: Progress,
): Promise<void> => {
  const { steps, cleanUp } = toPushSteps(push);
  try {
    for (const [done, { name, run }] of steps.entries()) {
      progress.show({ done, total: steps.length, text: name });
      if (!note(name, await run())) {
        return;
      }
    }
  } finally {
    await cleanUp();
  }
};
