import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { addLabels } from "../../ci/metric-catalogue.ts";
import { writeExposition } from "../../ci/write-exposition.ts";
import { toPageMetrics } from "../../lambda/page/own-metrics.ts";
import { type ExampleProgram, runProgram, startProgram } from "../examples/example-program.ts";
import { EXAMPLES, type ExampleSystem, startExampleSystem, waitUntil } from "../examples/example-system.ts";
import { measureEverything } from "../support/ci/every-metric.ts";
import { toBasicAuth } from "../support/credentials.ts";
import {
  DASHBOARDS,
  expressionsOf,
  RULE_TESTS,
  RULES,
  readDashboards,
  readRules,
} from "../support/dashboards.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { querySeries } from "../support/prometheus-query.ts";
import { findPythonWithClient } from "../support/python-client.ts";
import {
  FEWER_COLLECTIONS,
  findProgram,
  findPrometheus2,
  findPrometheus3,
  findPromtool2,
  findPromtool3,
  findPushgateway,
  type RunningProgram,
  startPrometheus,
} from "../support/real-components.ts";

const python = findPythonWithClient();
const RELEASES = ["Prometheus 2", "Prometheus 3"] as const;

describeWithReal("the rules", { "promtool 2": findPromtool2(), "promtool 3": findPromtool3() }, () => {
  describe.each([
    ["promtool 2", findPromtool2() ?? ""],
    ["promtool 3", findPromtool3() ?? ""],
  ])("checked by %s", (_, promtool) => {
    const run = (...args: readonly string[]): string =>
      execFileSync(promtool, args, {
        cwd: DASHBOARDS,
        encoding: "utf8",
        stdio: "pipe",
        env: { ...process.env, ...FEWER_COLLECTIONS },
      });

    it("are valid", () => {
      expect(run("check", "rules", "rules.yaml")).toContain(`${readRules().length} rules found`);
    });

    it("fire when they should, and not before", () => {
      // The older version writes its findings to standard output, and ends with 1.
      expect(run("test", "rules", ...RULE_TESTS)).not.toContain("FAILED");
    });

    it("are parsed, since a rule file with an invalid expression is refused", () => {
      const folder = mkdtempSync(join(tmpdir(), "dashboard-expressions-"));
      const rules = [...readDashboards().values()]
        .flatMap(expressionsOf)
        .map(([, expr], index) => ({ record: `expression:${index}`, expr }));
      const file = join(folder, "expressions.json");
      writeFileSync(file, JSON.stringify({ groups: [{ name: "expressions", rules }] }));
      expect(run("check", "rules", file)).toContain(`${rules.length} rules found`);
      rmSync(folder, { recursive: true });
    });
  });
});

describeWithReal(
  "dashboards and rules after a run of the examples",
  {
    pushgateway: findPushgateway(),
    "prometheus 2": findPrometheus2(),
    "prometheus 3": findPrometheus3(),
    "python3 with prometheus_client": python,
    curl: findProgram("curl"),
  },
  () => {
    let system: ExampleSystem;
    let folder: string;
    let receiver: Server;
    const programs: ExampleProgram[] = [];
    const prometheus = new Map<string, RunningProgram>();

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "monitoring-"));
      receiver = createServer((request, response) => {
        request.resume().once("end", () => response.writeHead(204).end());
      });
      const { port } = await listenOnLoopback(receiver);
      system = await startExampleSystem(["--remote-write", `http://127.0.0.1:${port}/api/v1/write`]);
      // Rules with a longer interval are evaluated together with the others here.
      const rules = RULES.replaceAll(/^ +interval: .*\n/gm, "");
      const binaries = [findPrometheus2(), findPrometheus3()];
      for (const [index, release] of RELEASES.entries()) {
        const target = new URL(system.pushgateway.url).host;
        prometheus.set(release, await startPrometheus({ binary: binaries[index] ?? "", target, rules }));
      }
      const node = [join(EXAMPLES, "edge-service/server.js")];
      const edge = startProgram(process.execPath, node, {
        env: { ...system.environment("edge"), PORT: "0", PUSH_INTERVAL_SECONDS: "0.5" },
      });
      const app = [
        join(EXAMPLES, "desktop-app/desktop_app.py"),
        `${system.environment("")["PUSH_URL"]}/-/healthy`,
      ];
      const desktop = startProgram(python ?? "", app, {
        env: {
          ...system.environment("desktop-app"),
          PYTHONDONTWRITEBYTECODE: "1",
          XDG_CONFIG_HOME: folder,
          PUSH_INTERVAL_SECONDS: "0.5",
        },
      });
      programs.push(edge, desktop);
      await runProgram(join(EXAMPLES, "cron-job/run-with-metrics"), ["nightly-backup", "true"], {
        env: { ...system.environment("cron"), PUSH_INSTANCE: "host-1" },
      });
      await pushCiMetrics(system.pushgateway.url);
      await pushPageMetrics(system.pushgateway.url);
      await pushRefusedPayloads(system.environment("cron"));
    }, 60_000);

    afterAll(async () => {
      for (const program of programs) {
        await program.stop("SIGTERM");
      }
      for (const one of prometheus.values()) {
        await one.stop();
      }
      await system?.stop();
      receiver?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const waitForData = (release: string, expr: string): Promise<number> =>
      waitUntil(
        async () => (await querySeries(prometheus.get(release)?.url ?? "", expr)).size,
        (count) => count > 0,
      );

    const queries = [...readDashboards()].flatMap(([file, dashboard]) =>
      expressionsOf(dashboard).map(([name, expr]) => [`${file}: ${name}`, expr] as const),
    );
    const records = readRules().flatMap(({ record }) => (record === undefined ? [] : [record]));
    const alerts = readRules().flatMap(({ alert, expr }) =>
      alert === undefined ? [] : [[alert, expr] as const],
    );

    describe.each(RELEASES)("in %s", (release) => {
      it.each(queries)(
        "%s has data",
        async (_, expr) => {
          expect(await waitForData(release, expr)).toBeGreaterThan(0);
        },
        100_000,
      );

      it.each(records)(
        "the rule %s records a value",
        async (record) => {
          expect(await waitForData(release, record)).toBeGreaterThan(0);
        },
        100_000,
      );

      // Most alerts return nothing while all is well, so their series must exist.
      it.each(alerts)(
        "every series that %s reads exists",
        async (_, expr) => {
          const selectors = await findSelectors(prometheus.get("Prometheus 3")?.url ?? "", expr);
          expect(selectors).not.toEqual([]);
          for (const selector of selectors) {
            expect([selector, await waitForData(release, selector)]).toEqual([selector, expect.any(Number)]);
            expect([selector, await waitForData(release, selector)]).not.toEqual([selector, 0]);
          }
        },
        100_000,
      );

      it("no rule has failed", async () => {
        const answer = await fetch(`${prometheus.get(release)?.url}/api/v1/rules`);
        const { data } = (await answer.json()) as RulesAnswer;
        const failed = data.groups.flatMap(({ rules }) => rules.filter(({ lastError }) => lastError));
        expect(failed).toEqual([]);
      });
    });
  },
);

/** The metrics that CI collects. The examples have no CI, so they go directly to the Pushgateway. */
const pushCiMetrics = async (pushgatewayUrl: string): Promise<void> => {
  const labels = { pipeline: "build", task: "test", branch_class: "default" };
  const body = writeExposition(
    measureEverything().map((metric) => addLabels(metric, labels)),
    new Set(),
  );
  const { ok } = await fetch(`${pushgatewayUrl}/metrics/job/ci/repository/app`, { method: "PUT", body });
  expect(ok).toBe(true);
};

/** The series that only a page of the proxy itself has. The examples have a Pushgateway. */
const pushPageMetrics = async (pushgatewayUrl: string): Promise<void> => {
  const body = toPageMetrics({ groups: 1, unreadable: 0 }).map(({ name }) => `${name} 0\n`);
  const { ok } = await fetch(`${pushgatewayUrl}/metrics/job/page`, { method: "PUT", body: body.join("") });
  expect(ok).toBe(true);
};

/** A metric that the client of the cron job may not push. */
const pushRefusedPayloads = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  const { PUSH_URL, PUSH_CLIENT = "", PUSH_TOKEN = "" } = environment;
  const response = await fetch(`${PUSH_URL}/metrics/job/nightly-backup/instance/host-1`, {
    method: "POST",
    headers: { authorization: toBasicAuth(PUSH_CLIENT, PUSH_TOKEN) },
    body: "other 1\n",
  });
  expect(response.status).toBe(403);
};

interface RulesAnswer {
  readonly data: {
    readonly groups: readonly { readonly rules: readonly { readonly lastError?: string }[] }[];
  };
}

/** The selectors of an expression, as Prometheus parses it, without their ranges and offsets. */
const findSelectors = async (prometheusUrl: string, expr: string): Promise<readonly string[]> => {
  const answer = await fetch(`${prometheusUrl}/api/v1/parse_query?query=${encodeURIComponent(expr)}`);
  const { data } = (await answer.json()) as { readonly data: unknown };
  return [...new Set(collectSelectors(data))];
};

interface Selector {
  readonly matchers: readonly { readonly name: string; readonly type: string; readonly value: string }[];
}

const collectSelectors = (node: unknown): readonly string[] => {
  if (typeof node !== "object" || node === null) {
    return [];
  }
  if ("type" in node && (node.type === "vectorSelector" || node.type === "matrixSelector")) {
    const { matchers } = node as unknown as Selector;
    return [
      `{${matchers.map(({ name, type, value }) => `${name}${type}${JSON.stringify(value)}`).join(",")}}`,
    ];
  }
  return Object.values(node).flatMap(collectSelectors);
};
