import { describe, expect, it } from "@jest/globals";
import { type EmulatedDeployment, startEmulatedDeployment } from "./emulated-deployment.ts";
import { describeProxy } from "./suite.ts";

let deployment: EmulatedDeployment;

describeProxy("the proxy, deployed to an emulated AWS", async () => {
  deployment = await startEmulatedDeployment();
  return { ...deployment, stop: async () => {} };
});

describe("the deployment", () => {
  it("changes nothing when it is made again", async () => {
    expect((await deployment.deployAgain()).match(/✅ {2}\w+ \(no changes\)/g)).toHaveLength(3);
  }, 120_000);

  it("goes when it is destroyed", async () => {
    expect((await deployment.destroy()).match(/✅ {2}\w+: destroyed/g)).toHaveLength(3);
    expect((await fetch(`${deployment.url}/-/healthy`)).status).not.toBe(200);
    await deployment.stop();
  }, 120_000);
});
