import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";

/** Runs the sweep, as an operator would who does not wait for the next tick. */
export const runSweep = async (lambda: LambdaClient, functionName: string): Promise<RunReport> => {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: '{"command":"sweep"}' });
  const { Payload } = await lambda.send(command);
  return JSON.parse(Buffer.from(Payload ?? []).toString("utf8")) as RunReport;
};

/** Waits until the store accepts pushes. Returns the number of runs. */
export const waitForStore = async (
  lambda: LambdaClient,
  functionName: string,
  timeoutMs = 60_000,
): Promise<number> => {
  const deadline = Date.now() + timeoutMs;
  for (let runs = 1; ; runs++) {
    const { outcome, opening } = await runSweep(lambda, functionName);
    if (outcome !== "opening" || opening?.isOpen === true) {
      return runs;
    }
    if (Date.now() > deadline) {
      throw new Error("the store does not open");
    }
    await sleep(2_000);
  }
};
