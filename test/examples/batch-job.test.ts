import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { findProgram, findPushgateway } from "../support/real-components.ts";
import { runProgram } from "./example-program.ts";
import { EXAMPLES, type ExampleSystem, startExampleSystem } from "./example-system.ts";

describeWithReal("the batch job", { pushgateway: findPushgateway(), go: findProgram("go") }, () => {
  let system: ExampleSystem;
  let folder: string;
  const program = () => join(folder, "batch-job");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "batch-job-"));
    const cwd = join(EXAMPLES, "batch-job");
    execFileSync("go", ["vet", "./..."], { cwd });
    execFileSync("go", ["build", "-o", program(), "."], { cwd });
    system = await startExampleSystem();
  }, 300_000);
  afterAll(async () => {
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (input: string, changes: NodeJS.ProcessEnv = {}) =>
    runProgram(program(), [], { input, env: { ...system.environment("reports"), ...changes } });
  const readValue = async (name: string): Promise<number> =>
    Number((await system.readLines(`${name}{instance="",job="monthly-report"}`))[0]?.split(" ")[1]);

  it("pushes its result", async () => {
    expect(await run("one\ntwo\n")).toEqual({ status: 0, output: "", errors: "" });
    expect(await readValue("report_lines")).toBe(2);
    expect(await readValue("batch_job_exit_status")).toBe(0);
    expect(await readValue("batch_job_duration_seconds")).toBeGreaterThan(0);
    expect(await readValue("batch_job_last_success_timestamp_seconds")).toBeGreaterThan(0);
  });

  it("keeps the values of the last success when it fails", async () => {
    await run("one\n");
    const success = await readValue("batch_job_last_success_timestamp_seconds");
    expect(await run("")).toMatchObject({ status: 1, errors: "batch-job: the input is empty\n" });
    expect(await readValue("batch_job_exit_status")).toBe(1);
    expect(await readValue("batch_job_last_success_timestamp_seconds")).toBe(success);
  });

  it("does not repeat a refused push, and does not fail because of it", async () => {
    const { status, errors } = await run("one\n", { PUSH_TOKEN: "wrong" });
    expect({ status, errors }).toEqual({ status: 0, errors: expect.stringContaining("status code 401") });
    let requests = 0;
    const refusing = createServer((_, response) => {
      requests++;
      response.writeHead(401).end();
    });
    const { url } = await listenOnLoopback(refusing);
    const counted = await run("one\n", { PUSH_URL: url });
    refusing.close();
    expect(counted).toEqual({ status: 0, output: "", errors: expect.stringContaining("status code 401") });
    expect(requests).toBe(1);
  });
});
