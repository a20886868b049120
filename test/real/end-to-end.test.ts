import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OWN_JOB } from "../../lambda/model/grouping-key.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { readSeries, waitForSeries } from "../support/prometheus-query.ts";
import { findPythonWithClient } from "../support/python-client.ts";
import {
  findProgram,
  findPrometheus2,
  findPushgateway,
  type RunningProgram,
  startPrometheus,
  startPushgateway,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

const run = promisify(execFile);

const SAMPLE_FILE = join(import.meta.dirname, "../corpus/sample.prom");
const SAMPLE = readFileSync(SAMPLE_FILE, "utf8");
const PYTHON_PUSH = join(import.meta.dirname, "python/push_file.py");

const curl = findProgram("curl");
const python = findPythonWithClient();
const prometheusBinary = findPrometheus2();

const CONFIG = `
clients:
  - id: desktop-app
    grants:
      - { methods: [PUT, POST, DELETE], job: desktop-app, grouping: { "instance?": "*" }, metrics: ["*"] }
  - id: other
    grants:
      - { methods: [PUT], job: other, metrics: ["*"] }
`;

describeWithReal(
  "a push, end to end",
  {
    pushgateway: findPushgateway(),
    prometheus: prometheusBinary,
    curl,
    "python3 with prometheus_client": python,
  },
  () => {
    let pushgateway: RunningProgram;
    let prometheus: RunningProgram;
    let proxy: RunningProxy;

    beforeAll(async () => {
      pushgateway = await startPushgateway({ check: "off" });
      prometheus = await startPrometheus({
        binary: prometheusBinary ?? "",
        target: new URL(pushgateway.url).host,
      });
      proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
    }, 60_000);

    afterAll(async () => {
      await proxy?.stop();
      await prometheus?.stop();
      await pushgateway?.stop();
    });

    const user = () => `desktop-app:${proxy.tokens["desktop-app"]}`;

    const request = (
      path: string,
      init: RequestInit & { readonly client?: string } = {},
    ): Promise<Response> =>
      fetch(`${proxy.url}${path}`, {
        method: "PUT",
        ...init,
        headers: { Authorization: proxy.authorization[init.client ?? "desktop-app"] ?? "", ...init.headers },
      });

    /**
     * A hash of everything that the Pushgateway holds, including push times. Any request that reached it would change
     * the hash. Without the group of the proxy itself, which a run of the sweep may write at any time.
     */
    const hashOfGroups = async (): Promise<string> => {
      const { data } = (await (await fetch(`${pushgateway.url}/api/v1/metrics`)).json()) as {
        data: readonly { readonly labels: { readonly job: string } }[];
      };
      const groups = data
        .filter(({ labels }) => labels.job !== OWN_JOB)
        .map((group) => JSON.stringify(group))
        .sort();
      return createHash("sha256").update(groups.join()).digest("hex");
    };

    const expectSampleInPrometheus = async (instance: string): Promise<void> => {
      const expected = readSeries(SAMPLE, { job: "desktop-app", instance });
      const selector = `{job="desktop-app",instance="${instance}",__name__!~"push_.*|pushgateway_proxy_.*"}`;
      expect(await waitForSeries(prometheus.url, selector, expected.size)).toEqual(expected);
      expect(expected.size).toBe(37);
    };

    it.each<[string, string, () => readonly string[]]>([
      ["curl --data-binary", "curl-data-binary", () => ["--data-binary", `@${SAMPLE_FILE}`, "-X", "PUT"]],
      ["curl -T", "curl-upload", () => ["-T", SAMPLE_FILE]],
      ["curl -T - (chunked)", "curl-chunked", () => ["-T", SAMPLE_FILE, "-H", "Transfer-Encoding: chunked"]],
    ])("brings all 37 series of the sample to Prometheus with %s", async (_, instance, args) => {
      const url = `${proxy.url}/metrics/job/desktop-app/instance/${instance}`;
      const { stdout } = await run(curl ?? "", ["-sS", "--fail-with-body", "-u", user(), ...args(), url]);
      expect(JSON.parse(stdout)).toMatchObject({ status: "pushed", families: 10, series: 37 });
      await expectSampleInPrometheus(instance);
    });

    it("brings all 37 series of the sample to Prometheus with the Python client's push_to_gateway", async () => {
      const args = [
        PYTHON_PUSH,
        proxy.url,
        "desktop-app",
        proxy.tokens["desktop-app"] ?? "",
        "python",
        SAMPLE_FILE,
      ];
      await run(python ?? "", args);
      await expectSampleInPrometheus("python");
    });

    it("keeps the sample's own instance label if the key has no instance", async () => {
      const response = await request("/metrics/job/desktop-app", { body: SAMPLE });
      expect(response.status).toBe(200);
      const stored = await waitForSeries(prometheus.url, '{job="desktop-app",instance="app-server-1"}', 1);
      expect(stored).toEqual(
        new Map([['sample_memory_usage_bytes{instance="app-server-1",job="desktop-app"}', 290548674]]),
      );
    });

    it("replaces families of the same name with POST, the group with PUT, and deletes it with DELETE", async () => {
      const path = "/metrics/job/desktop-app/instance/methods";
      const names = async () =>
        [
          ...(await fetch(`${pushgateway.url}/metrics`).then((page) => page.text())).matchAll(
            /^(m_\w+)\{.*"methods"/gm,
          ),
        ].map(([, name]) => name);
      await request(path, { body: "m_a 1\nm_b 1\n" });
      await request(path, { method: "POST", body: "m_b 2\nm_c 1\n" });
      expect(await names()).toEqual(["m_a", "m_b", "m_c"]);
      await request(path, { body: "m_d 1\n" });
      expect(await names()).toEqual(["m_d"]);
      expect((await request(path, { method: "DELETE" })).status).toBe(202);
      expect(await names()).toEqual([]);
    });

    it("reports line, column, the found and the expected value of every issue, and relays nothing", async () => {
      const before = await hashOfGroups();
      const lines = SAMPLE.split("\n");
      lines[11] = 'sample_memory_usage_bytes{instance="app-server-1"} 2.9e+08x';
      lines[14] = 'sample_request_duration_seconds_bucket{endpoint=/api,le="0.05"} 0.0';
      const response = await request("/metrics/job/desktop-app", { body: lines.join("\n") });
      expect(response.status).toBe(400);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const problem = (await response.json()) as {
        errors: { line: number; column: number; detail: string }[];
      };
      expect(problem.errors).toMatchObject([
        { line: 12, column: 52, detail: expect.stringContaining('"2.9e+08x"') },
        { line: 15, column: 49, detail: expect.stringMatching(/expected/) },
      ]);
      expect(problem).toMatchObject({
        code: "payload-unreadable",
        total: 2,
        instance: response.headers.get("x-amzn-requestid"),
      });
      expect(await hashOfGroups()).toBe(before);
    });

    it("writes one line per issue for Accept: text/plain", async () => {
      const response = await request("/metrics/job/desktop-app", {
        body: '# TYPE c counter\nc -1\nc{a="b"} NaN\n',
        headers: { Accept: "text/plain" },
      });
      expect(response.status).toBe(422);
      expect((await response.text()).split("\n")).toEqual([
        expect.stringMatching(/^payload-invalid: /),
        expect.stringMatching(/^line 2, column 1: [a-z-]+: /),
        expect.stringMatching(/^line 3, column 1: [a-z-]+: /),
        "",
      ]);
    });

    it.each<[string, string | undefined, string, number, string]>([
      ["no credential", undefined, "/metrics/job/desktop-app", 401, "credential-invalid"],
      [
        "a wrong token",
        toBasicAuth("desktop-app", "wrong"),
        "/metrics/job/desktop-app",
        401,
        "credential-invalid",
      ],
      [
        "an unknown client",
        toBasicAuth("nobody", "wrong"),
        "/metrics/job/desktop-app",
        401,
        "credential-invalid",
      ],
      ["a job that is not granted", "own", "/metrics/job/other", 403, "group-not-granted"],
      [
        "a grouping label that is not granted",
        "own",
        "/metrics/job/desktop-app/team/x",
        403,
        "group-not-granted",
      ],
    ])("refuses %s before anything reaches the Pushgateway", async (_, credential, path, status, code) => {
      const before = await hashOfGroups();
      const authorization = credential === "own" ? proxy.authorization["desktop-app"] : credential;
      const response = await fetch(`${proxy.url}${path}`, {
        method: "PUT",
        body: SAMPLE,
        headers: authorization === undefined ? {} : { Authorization: authorization },
      });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code });
      expect(response.headers.has("www-authenticate")).toBe(status === 401);
      expect(await hashOfGroups()).toBe(before);
    });

    it("refuses a metric that another job pushes with another type, without naming that job", async () => {
      await request("/metrics/job/other", { client: "other", body: "# TYPE shared counter\nshared 1\n" });
      const response = await request("/metrics/job/desktop-app", {
        body: '# TYPE shared histogram\nshared_bucket{le="+Inf"} 1\nshared_sum 1\nshared_count 1\n',
      });
      expect(response.status).toBe(409);
      const body = await response.text();
      expect(body).toContain("counter");
      expect(body).not.toContain("other");
    });

    it("checks a dry run and pushes nothing", async () => {
      const before = await hashOfGroups();
      const response = await request("/metrics/job/desktop-app/instance/dry?dry_run=true", { body: SAMPLE });
      expect(await response.json()).toMatchObject({ status: "valid", families: 10, series: 37 });
      expect(await hashOfGroups()).toBe(before);
    });
  },
);

describe("the sample in the corpus", () => {
  it("has the 37 series that the other tests rely on", () => {
    expect(readSeries(SAMPLE, {}).size).toBe(37);
  });
});
