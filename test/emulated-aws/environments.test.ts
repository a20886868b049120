import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { KEEP_MS } from "../../lambda/page/page-keeper.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { type ChangingDeployment, startChangingDeployment } from "./changing-deployment.ts";

const write = (environment: string): string =>
  [
    `environment: ${environment}`,
    "pushgateway: none",
    // The emulator does not stream.
    "scrape: { transfer: buffered }",
    "clients:",
    '  - { id: app, grants: [{ methods: [PUT], job: app, metrics: ["*"] }], scrape: { jobs: ["*"] } }',
    "",
  ].join("\n");

interface Environment {
  readonly url: string;
  readonly token: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 480_000;

describe("two environments in one region", () => {
  let deployment: ChangingDeployment;
  let first: Environment;
  let second: Environment;

  const deploy = async (environment: string): Promise<Environment> => {
    const outputs = await deployment.deploy(write(environment));
    return { url: deployment.url, token: await deployment.readToken("app", environment), outputs };
  };

  beforeAll(async () => {
    deployment = await startChangingDeployment();
    first = await deploy("changing");
    // Its name begins like that of the first environment's stack of data.
    second = await deploy("changing-data");
  }, TIMEOUT_MS);

  afterAll(() => deployment?.stop());

  const send = (method: string, path: string, { url }: Environment, { token } = first, body?: string) =>
    fetch(url + path, {
      method,
      headers: { Authorization: toBasicAuth("app", token) },
      ...(body !== undefined && { body }),
    });

  const push = async (to: Environment, by: Environment, body: string): Promise<number> => {
    const answer = await send("PUT", "/metrics/job/app", to, by, body);
    await answer.arrayBuffer();
    return answer.status;
  };

  it("take only their own tokens", async () => {
    expect(await push(first, first, "of_first 1\n")).toBe(200);
    expect(await push(second, second, "of_second 2\n")).toBe(200);
    expect(await push(first, second, "of_second 2\n")).toBe(401);
    expect(await push(second, first, "of_first 1\n")).toBe(401);
  });

  it("keep their own groups", async () => {
    for (const output of ["GroupsTable", "ContractsTable", "SweepFunctionName", "Endpoint"]) {
      expect(first.outputs[output]).not.toBe(second.outputs[output]);
    }
    expect(await (await send("GET", "/metrics", first, first)).text()).not.toContain("of_second");
    expect(await (await send("GET", "/metrics", second, second)).text()).toMatch(/^of_second\{.*\} 2$/m);
  });

  it(
    "do not need each other: one stays when the other is destroyed",
    async () => {
      await deployment.destroy();
      expect(await deployment.listStacks()).toEqual(
        ["api", "data", "observability"].map((role) => `pushgateway-proxy-changing-${role}`),
      );
      expect(await push(first, first, "of_first 3\n")).toBe(200);
      await sleep(KEEP_MS);
      expect(await (await send("GET", "/metrics", first, first)).text()).toMatch(/^of_first\{.*\} 3$/m);
    },
    TIMEOUT_MS,
  );
});
