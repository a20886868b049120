import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway } from "../support/real-components.ts";
import { startProgram } from "./example-program.ts";
import { EXAMPLES, type ExampleSystem, startExampleSystem, waitUntil } from "./example-system.ts";

describeWithReal("the service", { pushgateway: findPushgateway() }, () => {
  let system: ExampleSystem;

  beforeAll(async () => {
    system = await startExampleSystem();
  }, 60_000);
  afterAll(() => system?.stop());

  const start = async (changes: NodeJS.ProcessEnv = {}) => {
    const env = { ...system.environment("edge"), PORT: "0", PUSH_INTERVAL_SECONDS: "0.1", ...changes };
    const service = startProgram(process.execPath, [join(EXAMPLES, "edge-service/server.js")], { env });
    const output = await waitUntil(service.output, (text) => text.includes("\n"));
    return { ...service, url: output.trim() };
  };

  it("pushes its counts, and deletes its group when it is stopped", async () => {
    const service = await start();
    expect((await fetch(service.url)).status).toBe(200);
    expect((await fetch(`${service.url}/none`)).status).toBe(404);
    const [line = ""] = await system.waitForLines('edge_requests_total{instance="');
    expect(line).toMatch(/,job="edge-service",status="200"\} 1$/);
    expect(await system.readLines("process_cpu_seconds_total{")).toHaveLength(1);

    expect(await service.stop("SIGTERM")).toMatchObject({ status: 0, errors: "" });
    // A 202 means that the DELETE is queued, so a read at once may still find the group.
    await waitUntil(
      () => system.readLines("edge_"),
      (lines) => lines.length === 0,
    );
    expect(await system.readLines("edge_")).toEqual([]);
  }, 30_000);

  it("serves without the proxy, and reports that once", async () => {
    const service = await start({ PUSH_URL: "http://127.0.0.1:1" });
    await waitUntil(service.errors, (text) => text !== "");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await fetch(service.url)).status).toBe(200);
    const { status, errors } = await service.stop("SIGTERM");
    expect({ status, errors }).toEqual({
      status: 0,
      errors: expect.stringMatching(/^metrics cannot be pushed: .*ECONNREFUSED.*\n$/),
    });
  }, 30_000);

  it("names the tested version of prom-client", () => {
    const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));
    const tested = read(join(EXAMPLES, "../package.json")).devDependencies["prom-client"];
    expect(read(join(EXAMPLES, "edge-service/package.json")).dependencies["prom-client"]).toBe(tested);
  });
});
