import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import {
  findFreePort,
  findPrometheus2,
  findPromtool2,
  type RunningProgram,
  startProgram,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { runStep } from "./github-runner.ts";

const CONFIG = `
clients:
  - id: ci
    grants: [{ methods: [PUT], job: ci, grouping: { branch: "*" }, metrics: ["*"] }]
`;

const HOUR_SECONDS = 3_600;

/** Runs of the branch main: their age in hours, and the bytes that they pushed. */
const RUNS = [
  [50, 1_000],
  [40, 1_000],
  [30, 3_000],
  [10, 2_000],
] as const;

/** The samples of a Prometheus that scraped every minute, with a label that it added. */
const writeOpenMetrics = (): string => {
  const now = Math.floor(Date.now() / 1_000);
  const times = Array.from({ length: 50 * 60 }, (_, index) => now - (50 * 60 - index) * 60);
  const samples = times.flatMap((time) => {
    const run = RUNS.filter(([hours]) => now - hours * HOUR_SECONDS <= time).at(-1);
    return run === undefined ? [] : [{ time, pushed: now - run[0] * HOUR_SECONDS, bytes: run[1] }];
  });
  const labels = '{job="ci",branch="main",cluster="x"}';
  return [
    "# TYPE dist_bytes gauge",
    ...samples.map(({ time, bytes }) => `dist_bytes${labels} ${bytes} ${time}`),
    "# TYPE pushgateway_proxy_push_timestamp_seconds gauge",
    ...samples.map(
      ({ time, pushed }) => `pushgateway_proxy_push_timestamp_seconds${labels} ${pushed} ${time}`,
    ),
    "# EOF\n",
  ].join("\n");
};

const COMPONENTS = { prometheus: findPrometheus2(), promtool: findPromtool2() };

describeWithReal("the chart of the last runs", COMPONENTS, () => {
  let folder: string;
  let prometheus: RunningProgram;
  let proxy: RunningProxy;
  let nowhere: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "history-"));
    const file = join(folder, "runs.txt");
    writeFileSync(file, writeOpenMetrics());
    writeFileSync(join(folder, "prometheus.yml"), "");
    execFileSync(COMPONENTS.promtool!, [
      "tsdb",
      "create-blocks-from",
      "openmetrics",
      file,
      join(folder, "data"),
    ]);
    const address = `127.0.0.1:${await findFreePort()}`;
    prometheus = await startProgram(`http://${address}`, "/-/ready", COMPONENTS.prometheus!, [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=error",
    ]);
    proxy = await startProxy(CONFIG);
    nowhere = `http://127.0.0.1:${await findFreePort()}`;
  }, 120_000);

  afterAll(async () => {
    await proxy?.stop();
    await prometheus?.stop();
    rmSync(folder, { recursive: true });
  });

  const push = (historyUrl: string) =>
    runStep({
      with: {
        url: `${proxy.url}/prod`,
        job: "ci",
        labels: "branch=main",
        credential: `ci:${proxy.tokens["ci"]}`,
        metrics: "dist_bytes 2500",
        budgets: "dist_bytes: 1MB",
        "history-url": historyUrl,
        "history-credential": "reader:secret-of-the-reader",
      },
    });

  it("has a value for each run that a real Prometheus remembers, and for this one", async () => {
    const { exitCode, summary, visibleLog } = await push(prometheus.url);
    expect(exitCode).toBe(0);
    expect(summary).toContain('  title "dist_bytes, the last 5 runs"\n');
    expect(summary).toContain('  y-axis "kB" 0 --> 3.3\n  line [1, 1, 3, 2, 2.5]\n```\n');
    expect(`${visibleLog}${summary}`).not.toContain("secret-of-the-reader");
  });

  it.each([
    [
      "somewhere else",
      () => `${proxy.url}/prod`,
      /^no chart: 127\.0\.0\.1:\d+ answered 404 to a query; check history-url/m,
    ],
    ["nowhere", () => nowhere, /^no chart: 127\.0\.0\.1:\d+ gave no answer \(ECONNREFUSED\)/m],
  ])("is left out if the address leads %s", async (_, url, line) => {
    const { exitCode, summary, visibleLog } = await push(url());
    expect(exitCode).toBe(0);
    expect(summary).not.toContain("mermaid");
    expect(visibleLog).toMatch(line);
  });
});
