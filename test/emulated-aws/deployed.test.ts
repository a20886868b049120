import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { toBasicAuth } from "../support/credentials.ts";
import { type EmulatedDeployment, startEmulatedDeployment } from "./emulated-deployment.ts";
import { describeProxy } from "./suite.ts";

const STACKS = 4;

let deployment: EmulatedDeployment;

beforeAll(async () => {
  deployment = await startEmulatedDeployment();
}, 300_000);

afterAll(() => deployment?.stop());

describeProxy("the proxy, deployed to an emulated AWS", async () => ({
  ...deployment,
  stop: async () => {},
}));

describe("the deployment", () => {
  it("sweeps by its schedule: a group that nobody pushes any more goes", async () => {
    const credential = toBasicAuth("desktop-app", await deployment.readToken("desktop-app"));
    const pushed = await fetch(`${deployment.url}/metrics/job/short-lived`, {
      method: "PUT",
      body: "short_lived 1\n",
      headers: { Authorization: credential },
    });
    expect(pushed.status).toBe(200);
    const isThere = async (): Promise<boolean> =>
      (await (await fetch(`${deployment.pushgatewayUrl}/metrics`)).text()).includes('job="short-lived"');
    expect(await isThere()).toBe(true);
    const deadline = Date.now() + 150_000;
    while ((await isThere()) && Date.now() < deadline) await sleep(1_000);
    expect(await isThere()).toBe(false);
  }, 180_000);

  it("changes nothing when it is made again", async () => {
    expect((await deployment.deployAgain()).match(/✅.*\(no changes\)/g)).toHaveLength(STACKS);
  }, 120_000);

  it("goes when it is destroyed", async () => {
    expect((await deployment.destroy()).match(/✅.*: destroyed/g)).toHaveLength(STACKS);
    expect((await fetch(`${deployment.url}/-/healthy`)).status).not.toBe(200);
  }, 120_000);
});
