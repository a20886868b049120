import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { askLocalSystem } from "../../cli/operator/transport.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { readSeries, waitForSeries } from "../support/prometheus-query.ts";
import {
  findPrometheus2,
  findPrometheus3,
  findPromtool2,
  findPromtool3,
  startPrometheus,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

const CONFIG = `
pushgateway: none
clients:
  - id: app
    grants: [{ methods: [PUT], job: app, metrics: [app_x] }]
    limits: { groups: 10 }
  - { id: everything, scrape: { jobs: ["*", pushgateway-proxy] } }
  - { id: pushed, scrape: { jobs: ["*"] } }
`;

const OWN = '{job="pushgateway-proxy"}';
const isOwn = (series: string): boolean => series.includes('job="pushgateway-proxy"');

describeWithReal(
  "the proxy's own group on the page of a system without a Pushgateway",
  {
    "prometheus 2": findPrometheus2(),
    "prometheus 3": findPrometheus3(),
    "promtool 2": findPromtool2(),
    "promtool 3": findPromtool3(),
  },
  () => {
    let proxy: RunningProxy;

    beforeAll(async () => {
      proxy = await startProxy(CONFIG, []);
      expect(await push("# HELP app_x A value.\n# TYPE app_x gauge\napp_x 1\n")).toBe(200);
      expect(await push("other 1\n")).toBe(403);
      // The first run of the start can go on at the same time.
      const run = await askLocalSystem({ command: "sweep", dryRun: false, force: false }, proxy.operatorFile);
      expect(run).toMatchObject({
        value: { outcome: "whole", ownGroup: "relayed", health: { kind: "valid" } },
      });
    }, 60_000);

    afterAll(() => proxy?.stop());

    const push = async (body: string): Promise<number> => {
      const headers = { Authorization: proxy.authorization["app"] ?? "" };
      const response = await fetch(`${proxy.url}/metrics/job/app`, { method: "PUT", headers, body });
      await response.text();
      return response.status;
    };

    /** The page through the API, as a client gets it. */
    const scrape = async (client: string): Promise<string> => {
      const headers = { Authorization: proxy.authorization[client] ?? "" };
      return (await fetch(`${proxy.url}/metrics`, { headers })).text();
    };

    it("is on the page only for clients whose right names its job", async () => {
      expect(await scrape("everything")).toMatch(/^pushgateway_proxy_client_groups\{client="app",.*\} 1$/m);
      expect(await scrape("pushed")).not.toContain("pushgateway_proxy_client");
      expect(await scrape("pushed")).toMatch(/^app_x\{.*\} 1$/m);
    });

    it.each([
      ["promtool 2", findPromtool2() ?? ""],
      ["promtool 3", findPromtool3() ?? ""],
    ])("is valid for %s, including names and HELP texts", async (_, promtool) => {
      const input = await scrape("everything");
      expect(execFileSync(promtool, ["check", "metrics"], { input, encoding: "utf8", stdio: "pipe" })).toBe(
        "",
      );
    });

    it.each([
      ["Prometheus 2", findPrometheus2() ?? "", "text"],
      ["Prometheus 3", findPrometheus3() ?? "", "text"],
      ["Prometheus 3", findPrometheus3() ?? "", "protobuf"],
    ] as const)(
      "is stored completely by %s (%s) as %s",
      async (_, binary, format) => {
        const target = new URL(proxy.pushgatewayUrl).host;
        const prometheus = await startPrometheus({ binary, target, format });
        try {
          const names = `count by (__name__) (${OWN})`;
          const before = await readOwnNames();
          expect((await waitForSeries(prometheus.url, names, before.size)).size).toBe(before.size);
          const kept = await waitForSeries(
            prometheus.url,
            `{job="pushgateway-proxy",__name__=~".*(client_|refused|valid).*"}`,
            1,
          );
          const shown = [...(await readOwn())].filter(([series]) => /client_|refused|valid/.test(series));
          expect(new Map(shown)).toEqual(kept);
          expect(
            kept.get(
              'pushgateway_proxy_refused_pushes_total{client="app",code="metrics-not-granted",job="pushgateway-proxy"}',
            ),
          ).toBe(1);
          expect(kept.get('pushgateway_proxy_page_valid{job="pushgateway-proxy"}')).toBe(1);
        } finally {
          await prometheus.stop();
        }
      },
      60_000,
    );

    /** The group on the page. */
    const readOwn = async (): Promise<ReadonlyMap<string, number>> => {
      const page = await (await fetch(`${proxy.pushgatewayUrl}/metrics`)).text();
      return new Map(
        [...readSeries(page, {})]
          .filter(([series]) => isOwn(series))
          .map(([series, value]) => [series.replace('instance="",', ""), value]),
      );
    };

    const readOwnNames = async (): Promise<ReadonlySet<string>> =>
      new Set([...(await readOwn()).keys()].map((series) => series.split("{")[0] ?? ""));
  },
);
