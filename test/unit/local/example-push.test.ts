import { execFileSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { writeExamplePush } from "../../../infra/local/example-push.ts";
import { parseProxyConfig } from "../../../lambda/config/parse.ts";
import type { ClientConfig } from "../../../lambda/config/proxy-config.ts";

const clientWith = (grant: string): ClientConfig => {
  const config = parseProxyConfig(`clients: [{ id: me, grants: [${grant}] }]`, "test.yaml");
  if (!config.ok) {
    throw new TypeError(JSON.stringify(config.error));
  }
  return config.value.clients[0]!;
};

const url = "http://127.0.0.1:8080";

describe("the example of a push", () => {
  it.each([
    ["its job", '{ methods: [PUT], job: app, metrics: ["*"] }', "-X PUT", "/metrics/job/app"],
    [
      "a job that matches its pattern",
      '{ methods: [PUT], job: "ci-*", metrics: ["*"] }',
      "-X PUT",
      "/metrics/job/ci-demo",
    ],
    [
      "the labels that its grant needs",
      '{ methods: [PUT], job: a, grouping: { zone: "eu", "instance?": "*" }, metrics: ["*"] }',
      "-X PUT",
      "/metrics/job/a/zone/eu",
    ],
    [
      "a value that must be encoded",
      '{ methods: [PUT], job: "a b/c", metrics: ["*"] }',
      "-X PUT",
      "/metrics/job/a%20b%2Fc",
    ],
    [
      "POST when no other method is granted",
      '{ methods: [POST], job: a, metrics: ["x_*"] }',
      "--data-binary",
      "/metrics/job/a",
    ],
  ])("uses %s", (_case, grant, part, path) => {
    const example = writeExamplePush(url, clientWith(grant), "token", "posix") ?? "";
    expect(example).toContain(part);
    expect(example.endsWith(url + path)).toBe(true);
    expect(example).toContain("-u me:token");
  });

  it("uses a granted metric name", () => {
    const example =
      writeExamplePush(url, clientWith('{ methods: [POST], job: a, metrics: ["x_*"] }'), "t", "posix") ?? "";
    expect(execFileSync("sh", ["-c", example.split("|")[0] ?? ""]).toString()).toBe(
      "# HELP x_demo A first push.\n# TYPE x_demo gauge\nx_demo 42\n",
    );
  });

  it("can be pasted into PowerShell, which treats quotes, @ and curl differently", () => {
    const client = clientWith('{ methods: [PUT], job: "it\'s", metrics: ["*"] }');
    expect(writeExamplePush(url, client, "t", "powershell")).toBe(
      '"# TYPE demo_metric gauge`ndemo_metric 42" | ' +
        "curl.exe -sS -u me:t -X PUT --data-binary \"@-\" 'http://127.0.0.1:8080/metrics/job/it''s'",
    );
  });

  it("is absent for a client that may not push", () => {
    expect(
      writeExamplePush(url, clientWith('{ methods: [DELETE], job: a, metrics: ["*"] }'), "t", "posix"),
    ).toBeUndefined();
  });
});
