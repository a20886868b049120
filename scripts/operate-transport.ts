import { readFile } from "node:fs/promises";
import { InvokeCommand, type LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import type { OperatorAccess } from "../infra/local/operator-endpoint.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { SweepCommand } from "../lambda/sweep/command.ts";

/** Asks the system that `npm start` runs, which has left its address and a token in this file. */
export const askLocalSystem = async (
  command: SweepCommand,
  file: string,
): Promise<Result<unknown, string>> => {
  const access = await readAccess(file);
  if (access === undefined) return err(`npm start is not running here: there is no ${file}`);
  try {
    const response = await fetch(access.url, {
      method: "POST",
      headers: { Authorization: `Bearer ${access.token}` },
      body: JSON.stringify(command),
    });
    return response.ok
      ? ok(await response.json())
      : err(`the running system answers ${response.status}: is ${file} an old one?`);
  } catch {
    return err(`nothing answers at ${access.url}: npm start has ended without removing ${file}`);
  }
};

const readAccess = async (file: string): Promise<OperatorAccess | undefined> => {
  try {
    return JSON.parse(await readFile(file, "utf8")) as OperatorAccess;
  } catch {
    return undefined;
  }
};

/** Asks the sweep function of a deployment. */
export const askSweepFunction = async (
  command: SweepCommand,
  client: LambdaClient,
  functionName: string,
): Promise<Result<unknown, string>> => {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(command)) }),
  );
  const payload = Buffer.from(answer.Payload ?? []).toString("utf8");
  return answer.FunctionError === undefined
    ? ok(JSON.parse(payload))
    : err(`the sweep function failed: ${payload}`);
};

/** The sweep function of this stack: CloudFormation's names begin with the stack's and the construct's. */
export const findSweepFunction = async (
  client: LambdaClient,
  stackName: string,
): Promise<Result<string, string>> => {
  for await (const { Functions } of paginateListFunctions({ client }, {})) {
    const found = (Functions ?? []).find(({ FunctionName }) =>
      FunctionName?.startsWith(`${stackName}-SweepFunction`),
    );
    if (found?.FunctionName !== undefined) return ok(found.FunctionName);
  }
  return err(`no function of the stack ${stackName} sweeps; name it by --function`);
};
