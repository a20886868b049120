import type { LambdaClient } from "@aws-sdk/client-lambda";
import { type CONSOLE_COMMAND, readOperatorAccess } from "../../infra/local/operator-endpoint.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import type { SweepCommand } from "../../lambda/sweep/operator/command.ts";
import { describeAwsProblem } from "../describe-error.ts";

/** Sends a command to the running system. The error is a line for the terminal. */
export type AskOperator = (command: SweepCommand) => Promise<Result<unknown, string>>;

/** Calls the system of `npm start`, which has left its address and a token in this file. */
export const askLocalSystem = async (
  command: SweepCommand | typeof CONSOLE_COMMAND,
  file: string,
  readyTimeoutMs = READY_TIMEOUT_MS,
): Promise<Result<unknown, string>> => {
  const access = readOperatorAccess(file);
  if (!access.ok) {
    return access;
  }
  const { url, token } = access.value;
  const send = (body: string, signal: AbortSignal | null): Promise<Response> =>
    fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token}` }, body, signal });
  try {
    // A process that was stopped accepts the connection, and a command may take minutes.
    await (await send("", AbortSignal.timeout(readyTimeoutMs))).arrayBuffer();
    const response = await send(JSON.stringify(command), null);
    if (response.ok) {
      return ok(await response.json());
    }
    return response.status === 401
      ? err(`another system answers at ${url}, because ${file} is of an earlier start; run npm start again`)
      : err(`the running system answers ${response.status}: ${await response.text()}`);
  } catch (error) {
    const reason = reasonOf(error as Error);
    if ((error as Error).name === "TimeoutError") {
      return err(
        `npm start does not answer at ${url}: it was stopped with Ctrl-Z (fg continues it), or is too busy; look at its terminal, and try again`,
      );
    }
    return err(
      reason === "ECONNREFUSED"
        ? `nothing answers at ${url}: npm start is not running any more; run it again`
        : `the system at ${url} gave no answer (${reason}): it has ended, or cannot answer; look at the terminal of npm start, and try again`,
    );
  }
};

/** The running system answers between two pushes. */
const READY_TIMEOUT_MS = 5_000;

/** `fetch` has the error of the connection as its cause. An answer that is not complete JSON has none. */
const reasonOf = ({ cause, message }: Error): string =>
  (cause as NodeJS.ErrnoException | undefined)?.code ?? message;

/** Calls the sweep function of a deployment. */
export const askSweepFunction = async (
  command: SweepCommand,
  client: LambdaClient,
  functionName: string,
): Promise<Result<unknown, string>> => {
  const { InvokeCommand } = await import("@aws-sdk/client-lambda");
  const invocation = { FunctionName: functionName, Payload: Buffer.from(JSON.stringify(command)) };
  const answer = await client.send(new InvokeCommand(invocation)).catch(describeAwsProblem);
  if (typeof answer === "string") {
    return err(answer);
  }
  const payload = Buffer.from(answer.Payload ?? []).toString("utf8");
  return answer.FunctionError === undefined
    ? ok(JSON.parse(payload))
    : err(`the sweep function failed: ${payload}`);
};
