import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findProgram, findPushgateway } from "../support/real-components.ts";
import { runProgram } from "./example-program.ts";
import { EXAMPLES, type ExampleSystem, startExampleSystem } from "./example-system.ts";

const components = { pushgateway: findPushgateway(), bash: findProgram("bash"), curl: findProgram("curl") };

describeWithReal("the cron job", components, () => {
  let system: ExampleSystem;

  beforeAll(async () => {
    system = await startExampleSystem();
  }, 60_000);
  afterAll(() => system?.stop());

  const run = (instance: string, args: readonly string[], changes: NodeJS.ProcessEnv = {}) =>
    runProgram(join(EXAMPLES, "cron-job/run-with-metrics"), args, {
      env: { ...system.environment("cron"), PUSH_INSTANCE: instance, ...changes },
    });
  const valuesOf = async (instance: string): Promise<Readonly<Record<string, number>>> => {
    const lines = await system.readLines("batch_job_");
    const own = lines.filter((line) => line.includes(`{instance="${instance}",job="nightly-backup"}`));
    return Object.fromEntries(own.map((line) => [line.split("{")[0], Number(line.split(" ").at(-1))]));
  };

  it("pushes duration, status and success, and prints nothing", async () => {
    const before = Date.now() / 1000;
    const ended = await run("host/a b", ["nightly-backup", "sh", "-c", "echo done; sleep 0.2"]);
    expect(ended).toEqual({ status: 0, output: "done\n", errors: "" });
    const values = await valuesOf("host/a b");
    expect(values["batch_job_exit_status"]).toBe(0);
    expect(values["batch_job_duration_seconds"]).toBeGreaterThanOrEqual(0.2);
    expect(values["batch_job_duration_seconds"]).toBeLessThan(10);
    expect(values["batch_job_last_success_timestamp_seconds"]).toBeGreaterThan(before - 2);
  });

  it("keeps the last success when a run fails, and ends with the run's status", async () => {
    await run("failing", ["nightly-backup", "true"]);
    const { batch_job_last_success_timestamp_seconds } = await valuesOf("failing");
    expect(batch_job_last_success_timestamp_seconds).toBeGreaterThan(0);
    expect(await run("failing", ["nightly-backup", "sh", "-c", "exit 3"])).toMatchObject({ status: 3 });
    expect(await valuesOf("failing")).toMatchObject({
      batch_job_last_success_timestamp_seconds,
      batch_job_exit_status: 3,
    });
  });

  it("prints why a push is refused, and ends with the run's status", async () => {
    const { status, errors } = await run("a", ["other-job", "true"]);
    expect(status).toBe(0);
    expect(errors).toContain('group-not-granted: job "other-job" is not granted');
    expect(errors).toContain("the metrics of other-job were not pushed");
  });

  it("shows no token in arguments", () => {
    const script = readFileSync(join(EXAMPLES, "cron-job/run-with-metrics"), "utf8");
    expect(script.match(/\$\{?PUSH_TOKEN/g)).toHaveLength(1);
    expect(script).toMatch(/--config <\(printf [^\n]*\$PUSH_TOKEN/);
  });
});
