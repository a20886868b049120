import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { PUSHGATEWAY_PORT } from "../../infra/local/pushgateway-port.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { waitForSeries } from "../support/prometheus-query.ts";
import {
  findFreePort,
  findPrometheus3,
  findPromtool2,
  findPromtool3,
  findPushgateway,
  type RunningProgram,
  startProgram,
} from "../support/real-components.ts";
import { runProgram } from "./example-program.ts";
import { EXAMPLES, type ExampleSystem, startExampleSystem } from "./example-system.ts";

const prometheusBinary = findPrometheus3();
const FOLDER = join(EXAMPLES, "prometheus");
const CONFIG = readFileSync(join(FOLDER, "prometheus.yml"), "utf8");
const TARGET = `127.0.0.1:${PUSHGATEWAY_PORT}`;

describeWithReal(
  "the example of Prometheus",
  {
    pushgateway: findPushgateway(),
    prometheus: prometheusBinary,
    "promtool 2": findPromtool2(),
    "promtool 3": findPromtool3(),
  },
  () => {
    const promtool = (...args: readonly string[]): string =>
      execFileSync(findPromtool3() ?? "", args, { cwd: FOLDER, encoding: "utf8" });

    it("is a configuration that promtool accepts", () => {
      expect(promtool("check", "config", "prometheus.yml")).toContain("rules found");
      const older = ["check", "config", "prometheus-before-3.8.yml"];
      const output = execFileSync(findPromtool2() ?? "", older, { cwd: FOLDER, encoding: "utf8" });
      expect(output).toContain("rules found");
    });

    it("scrapes the local system's Pushgateway, under the job that no push may use", () => {
      expect(CONFIG).toContain(`targets: ["${TARGET}"]`);
      const config = loadProxyConfig(join(EXAMPLES, "proxy.yaml"));
      const scrapeJob = config.ok ? config.value.scrape.job : "";
      expect(CONFIG).toContain(`job_name: ${scrapeJob}\n`);
    });

    it("shows an example's metrics with the pushed job and instance, and has the rules", async () => {
      const { system, prometheus } = started;
      await runProgram(join(EXAMPLES, "cron-job/run-with-metrics"), ["nightly-backup", "true"], {
        env: { ...system.environment("cron"), PUSH_INSTANCE: "host-1" },
      });
      const key = '{instance="host-1",job="nightly-backup"}';
      const series = await waitForSeries(prometheus.url, `batch_job_exit_status${key}`, 1);
      expect([...series]).toEqual([[`batch_job_exit_status${key}`, 0]]);
      const success = await waitForSeries(
        prometheus.url,
        `time() - batch_job_last_success_timestamp_seconds${key} < 60`,
        1,
      );
      expect(success.size).toBe(1);
      const rules = (await (await fetch(`${prometheus.url}/api/v1/rules`)).json()) as Rules;
      const names = rules.data.groups.flatMap((group) => group.rules.map(({ name }) => name));
      expect(names).toContain("PushedGroupStale");
    }, 60_000);

    let started: { readonly system: ExampleSystem; readonly prometheus: RunningProgram };
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "prometheus-example-"));
      cpSync(FOLDER, folder, { recursive: true });
      const system = await startExampleSystem();
      const config = CONFIG.replace(TARGET, new URL(system.pushgateway.url).host).replace(
        "../../dashboards",
        join(EXAMPLES, "../dashboards"),
      );
      writeFileSync(
        join(folder, "prometheus.yml"),
        config.replace("scrape_interval: 5s", "scrape_interval: 1s"),
      );
      const port = await findFreePort();
      const prometheus = await startProgram(`http://127.0.0.1:${port}`, "/-/ready", prometheusBinary ?? "", [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ]);
      started = { system, prometheus };
    }, 60_000);
    afterAll(async () => {
      await started?.prometheus.stop();
      await started?.system.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  },
);

interface Rules {
  readonly data: {
    readonly groups: readonly { readonly rules: readonly { readonly name: string }[] }[];
  };
}
