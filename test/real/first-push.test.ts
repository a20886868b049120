import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

const CONFIG = `
clients:
  - id: app
    grants: [{ methods: [PUT], job: "app*", grouping: { "instance?": "*" }, metrics: ["*"] }]
`;

/** Starting takes seconds on a busy machine. */
const TIMEOUT_MS = 60_000;

describeWithReal(
  "the first push to a system that says it is ready",
  { pushgateway: findPushgateway() },
  () => {
    let pushgateway: RunningProgram;
    let proxy: RunningProxy | undefined;

    afterEach(async () => {
      await proxy?.stop();
      await pushgateway.stop();
      proxy = undefined;
    });

    const put = async (payload: string): Promise<readonly [number, string]> => {
      const response = await fetch(`${proxy?.url}/metrics/job/app`, {
        method: "PUT",
        headers: { Authorization: proxy?.authorization["app"] ?? "" },
        body: payload,
      });
      return [response.status, await response.text()];
    };

    it(
      "is accepted in front of an empty Pushgateway",
      async () => {
        pushgateway = await startPushgateway({ check: "off" });
        proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
        expect(await put("# TYPE m gauge\nm 1\n")).toEqual([200, expect.stringContaining('"pushed"')]);
      },
      TIMEOUT_MS,
    );

    it(
      "waits in front of a Pushgateway with groups that the store does not know",
      async () => {
        pushgateway = await startPushgateway({ check: "off" });
        const url = `${pushgateway.url}/metrics/job/app/instance/a`;
        await fetch(url, { method: "PUT", body: "# TYPE m counter\nm 1\n" });
        proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
        expect(await put("m 1\n")).toEqual([503, expect.stringContaining('"store-opening"')]);
      },
      TIMEOUT_MS,
    );

    it(
      "is refused with the time to wait when the Pushgateway cannot be read, and accepted as soon as it can",
      async () => {
        pushgateway = await startPushgateway({ check: "off" });
        const { port } = new URL(pushgateway.url);
        await pushgateway.stop();
        proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
        expect(await put("m 1\n")).toEqual([503, expect.stringContaining('"store-opening"')]);
        pushgateway = await startPushgateway({ check: "off", port: Number(port) });
        const isTaken = async () => (await put("m 1\n"))[0] === 200;
        while (!(await isTaken())) {
          await sleep(100);
        }
      },
      TIMEOUT_MS,
    );
  },
);
