import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { type PrometheusReader, toScrapeConfig } from "../../infra/scrape-config.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPromtool2, findPromtool3 } from "../support/real-components.ts";

const TARGET = { job: "pushgateway", address: "pushgateway.test.pushgateway.internal:9091" };
const EXAMPLES = join(import.meta.dirname, "../../examples/prometheus");

describeWithReal(
  "the scrape_config that is printed",
  { "promtool 2": findPromtool2(), "promtool 3": findPromtool3() },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "scrape-config-"));
    afterAll(() => rmSync(folder, { recursive: true }));

    const check = (promtool: string | undefined, reader: PrometheusReader): string => {
      const file = join(folder, "prometheus.yml");
      writeFileSync(file, toScrapeConfig(TARGET, reader));
      try {
        return execFileSync(promtool ?? "", ["check", "config", file], { encoding: "utf8", stdio: "pipe" });
      } catch (error) {
        return String((error as { readonly stderr?: string }).stderr);
      }
    };

    it("is valid for its Prometheus", () => {
      expect(check(findPromtool3(), "3.8 or newer")).toContain("SUCCESS");
      expect(check(findPromtool2(), "before 3.8")).toContain("SUCCESS");
    });

    it("is different before 3.8, since an older Prometheus refuses unknown keys", () => {
      expect(check(findPromtool2(), "3.8 or newer")).toContain("field scrape_native_histograms not found");
    });

    it.each<readonly [PrometheusReader, string]>([
      ["3.8 or newer", "prometheus.yml"],
      ["before 3.8", "prometheus-before-3.8.yml"],
    ])("for Prometheus %s equals examples/prometheus/%s", (reader, file) => {
      const printed = toScrapeConfig({ job: "pushgateway", address: "127.0.0.1:9091" }, reader);
      const lines = readFileSync(join(EXAMPLES, file), "utf8")
        .split("\n")
        .filter((line) => !line.trimStart().startsWith("#"));
      const section = lines.slice(lines.indexOf("scrape_configs:")).join("\n");
      expect(section).toBe(printed.replace('"pushgateway"', "pushgateway"));
    });
  },
);
