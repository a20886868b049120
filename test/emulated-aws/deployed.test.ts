import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
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
  it("changes nothing when it is made again", async () => {
    expect((await deployment.deployAgain()).match(/✅.*\(no changes\)/g)).toHaveLength(STACKS);
  }, 120_000);

  it("goes when it is destroyed", async () => {
    expect((await deployment.destroy()).match(/✅.*: destroyed/g)).toHaveLength(STACKS);
    expect((await fetch(`${deployment.url}/-/healthy`)).status).not.toBe(200);
  }, 120_000);
});
