import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPythonWithClient } from "../support/python-client.ts";
import { findPushgateway } from "../support/real-components.ts";
import { startProgram } from "./example-program.ts";
import { EXAMPLES, type ExampleSystem, startExampleSystem, waitUntil } from "./example-system.ts";

const python = findPythonWithClient();
/** The app runs in the work tree. Without this, Python would leave its compiled form there. */
const WITHOUT_BYTECODE = { PYTHONDONTWRITEBYTECODE: "1" };
const components = { pushgateway: findPushgateway(), "python3 with prometheus_client": python };

describeWithReal("the desktop app", components, () => {
  let system: ExampleSystem;
  let home: string;

  beforeAll(async () => {
    system = await startExampleSystem();
  }, 60_000);
  afterAll(() => system?.stop());

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "desktop-app-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const start = (changes: NodeJS.ProcessEnv = {}) => {
    const env = {
      ...system.environment("desktop-app"),
      XDG_CONFIG_HOME: home,
      ...WITHOUT_BYTECODE,
      ...changes,
    };
    const app = join(EXAMPLES, "desktop-app/desktop_app.py");
    return startProgram(python ?? "", [app, `${system.environment("")["PUSH_URL"]}/-/healthy`], { env });
  };
  const settingsFile = (name: string): string => join(home, "desktop-app", name);
  const readInstance = (): string => {
    const file = settingsFile("instance");
    return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  };
  const waitForInstance = (): Promise<string> => waitUntil(readInstance, (text) => text !== "");
  const requestsOf = (instance: string): string =>
    `desktop_requests_total{instance="${instance}",job="desktop-app",status="200"}`;

  it("pushes when it starts and ends, under its own key, which stays the same", async () => {
    const first = start();
    const instance = await waitForInstance();
    const [early = ""] = await system.waitForLines(requestsOf(instance));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await first.stop("SIGTERM")).toEqual({ status: 0, output: "", errors: "" });
    const [late = ""] = await system.readLines(requestsOf(instance));
    expect(Number(late.split(" ")[1])).toBeGreaterThan(Number(early.split(" ")[1] ?? 0));

    const group = `push_time_seconds{instance="${instance}"`;
    const pushed = await system.readLines(group);
    const second = start();
    await waitUntil(
      () => system.readLines(group),
      ([line]) => line !== pushed[0],
    );
    expect(await second.stop("SIGINT")).toMatchObject({ status: 0, errors: "" });
    expect(readInstance()).toBe(instance);
    const groups = await system.readLines("push_time_seconds{");
    expect(groups.filter((line) => line.includes('job="desktop-app"'))).toHaveLength(1);
  }, 30_000);

  it("runs without the proxy, reports that once, and ends in time", async () => {
    const app = start({ PUSH_URL: "http://127.0.0.1:1", PUSH_INTERVAL_SECONDS: "0.1" });
    await waitUntil(app.errors, (text) => text !== "");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { status, errors } = await app.stop("SIGTERM");
    expect(status).toBe(0);
    expect(errors).toMatch(/^pusher: metrics cannot be pushed: .*refused.*\n$/);
  }, 30_000);

  it("prints the proxy's answer to an issue, without the token", async () => {
    const app = start({ PUSH_CLIENT: "cron" });
    expect(await waitUntil(app.errors, (text) => text !== "")).toMatch(
      /^pusher: metrics cannot be pushed: 401 credential-invalid: /,
    );
    const { errors } = await app.stop("SIGTERM");
    expect(errors).not.toContain(system.environment("desktop-app")["PUSH_TOKEN"]);
  }, 30_000);

  it("prints the reason of a refused push once", async () => {
    mkdirSync(join(home, "desktop-app"));
    writeFileSync(settingsFile("instance"), "i".repeat(1_100));
    const app = start();
    await waitUntil(app.errors, (text) => text !== "");
    const { errors } = await app.stop("SIGTERM");
    expect(errors).toMatch(
      /^pusher: metrics cannot be pushed: 422 limit-exceeded: [^;]*1100 characters[^;]*;[^;]*\n$/,
    );
  }, 30_000);

  it("takes its token from a file, unless others can read it", async () => {
    mkdirSync(join(home, "desktop-app"));
    const token = settingsFile("token");
    writeFileSync(token, `${system.environment("desktop-app")["PUSH_TOKEN"]}\n`, { mode: 0o600 });
    const app = start({ PUSH_TOKEN: undefined });
    const instance = await waitForInstance();
    expect(await system.waitForLines(requestsOf(instance))).toHaveLength(1);
    expect(await app.stop("SIGTERM")).toMatchObject({ status: 0, errors: "" });

    chmodSync(token, 0o644);
    const withoutToken = start({ PUSH_TOKEN: undefined });
    expect(await waitUntil(withoutToken.errors, (text) => text !== "")).toBe(
      `${token} can be read by others and is not used: chmod 600 ${token}\n`,
    );
    await withoutToken.stop("SIGTERM");
  }, 30_000);
});
