import type { LambdaClient } from "@aws-sdk/client-lambda";
import { err, ok } from "../lambda/model/result.ts";
import { type ExitStatus, readArguments } from "./command.ts";
import { createOperator, OPERATOR_OPTIONS, OPERATOR_USAGE } from "./operate-access.ts";
import { toSmokeChecks } from "./smoke-checks.ts";
import { toPushSteps } from "./smoke-push.ts";
import { sendSmokeRequest } from "./smoke-request.ts";

const USAGE = `usage: npm run smoke -- URL --user <client>:<token> [--job JOB] [--push [--aws]]

  URL        the endpoint that the API stack or npm start prints, stage included
  --job      one that the client may push; default: the client's id
  --push     also push a group, look for it by the operator's commands, check the scrape and delete it: the client needs a grant
             with PUT and DELETE for the job and the metric smoke_check. Without it every push is a dry run
  --cycle    seconds to wait for the Pushgateway to write its state, default 65

with --push:
${OPERATOR_USAGE}
`;

/** Checks a deployment against what only AWS itself can show. Writes a line a check, as they end. */
export const runSmokeCommand = async (
  args: readonly string[],
  connect: () => LambdaClient,
  write: (text: string) => void,
): Promise<ExitStatus> => {
  const read = readSmokeArguments(args);
  if (!read.ok) {
    write(`${read.error}${USAGE}`);
    return 2;
  }
  const { url, user, job, values } = read.value;
  const authorization = `Basic ${Buffer.from(user).toString("base64")}`;
  const tally = { passed: 0, all: 0 };
  const tell = (name: string, wrong: string | undefined): boolean => {
    tally.all += 1;
    if (wrong === undefined) {
      tally.passed += 1;
    }
    write(wrong === undefined ? `pass  ${name}\n` : `FAIL  ${name}\n      ${wrong}\n`);
    return wrong === undefined;
  };
  const checks = toSmokeChecks({ authorization, job });
  for (const { name, request, judge } of checks) {
    const answer = await sendSmokeRequest(url, request);
    if (!answer.ok && answer.error.kind === "unreachable") {
      write(
        `no answer from ${url.origin}: ${answer.error.detail}; is ${url.href} the endpoint, and is it running?\n` +
          `stopped: ${checks.length - tally.all} of ${checks.length} checks were not made\n`,
      );
      return 1;
    }
    tell(name, answer.ok ? judge(answer.value) : answer.error.detail);
  }
  if (values.push) {
    const ask = createOperator(values, connect);
    await runPushSteps({ url, authorization, job, ask, cycleMs: values.cycleMs }, tell);
  }
  write(`\n${tally.passed} of ${tally.all} pass\n`);
  return tally.passed === tally.all ? 0 : 1;
};

/** A step that fails is the last one: those after it need it. */
const runPushSteps = async (
  push: Parameters<typeof toPushSteps>[0],
  tell: (name: string, wrong: string | undefined) => boolean,
): Promise<void> => {
  const { steps, cleanUp } = toPushSteps(push);
  try {
    for (const { name, run } of steps) {
      if (!tell(name, await run())) {
        return;
      }
    }
  } finally {
    await cleanUp();
  }
};

const OPTIONS = {
  user: { type: "string" },
  job: { type: "string" },
  push: { type: "boolean", default: false },
  cycle: { type: "string", default: "65" },
  ...OPERATOR_OPTIONS,
} as const;

const readSmokeArguments = (args: readonly string[]) => {
  const parsed = readArguments(args, OPTIONS);
  if (!parsed.ok) {
    return err(`${parsed.error}\n\n`);
  }
  const { values, positionals } = parsed.value;
  const [url, ...more] = positionals;
  const { user, cycle } = values;
  if (url === undefined || more.length > 0 || user === undefined || !user.includes(":")) {
    return err("");
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return err(`the URL must be one of http or https, got ${url}\n\n`);
  }
  if (!/^\d{1,4}$/.test(cycle)) {
    return err(`--cycle must be whole seconds, got ${cycle}\n\n`);
  }
  const job = values.job ?? user.slice(0, user.indexOf(":"));
  return ok({ url: new URL(url), user, job, values: { ...values, cycleMs: Number(cycle) * 1_000 } });
};
