import { describe, expect, it } from "@jest/globals";
import type { HttpRequest } from "../../../action/ports.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";
import { runInProcess } from "../../support/cli.ts";

const ANSWER = { status: "pushed", families: 1, series: 1, warnings: [], requestId: "r" };
const JUNIT =
  '<testsuite name="s"><testcase name="a" time="1.5"/><testcase name="b"><failure message="no"/></testcase></testsuite>';
const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
const FILES = { "out/junit.xml": JUNIT, "dist/a.js": "abc" };
const GITLAB = {
  GITLAB_CI: "true",
  CI_API_V4_URL: "https://gitlab.example.com/api/v4",
  CI_JOB_TOKEN: "job-token",
  CI_JOB_NAME: "test",
  CI_JOB_STARTED_AT: "2026-11-28T10:00:10Z",
  CI_PIPELINE_CREATED_AT: "2026-11-28T10:00:00Z",
  CI_PROJECT_PATH: "group/app",
  CI_COMMIT_REF_NAME: "main",
  CI_DEFAULT_BRANCH: "main",
};

const push = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: Uint8Array = Buffer.from('{"a": 1}'),
) => {
  const requests: HttpRequest[] = [];
  const result = await runInProcess(["push", "--token", JWT, ...args], {
    env,
    readStdin: () => stdin,
    files: createFilesInMemory(FILES),
    epochMs: () => Date.parse("2026-11-28T10:00:40Z"),
    http: {
      send: async (request) => {
        if (request.url.startsWith("https://gitlab.example.com")) {
          return { status: 200, header: () => undefined, body: '{"queued_duration": 3}' };
        }
        requests.push(request);
        return { status: 200, header: () => undefined, body: JSON.stringify(ANSWER) };
      },
      sleep: async () => {},
      now: () => 0,
      random: () => 0,
    },
  });
  const body = Buffer.from(requests[0]?.body ?? []).toString();
  return {
    ...result,
    requests,
    samples: body.split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  };
};

describe("pushgateway-proxy push with collected metrics", () => {
  it("counts tests and measures files on any machine", async () => {
    const { status, requests, samples, stderr } = await push([
      "--replace",
      "--junit",
      "**/junit.xml",
      "--sizes",
      "js=dist/*.js",
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(requests[0]).toMatchObject({
      method: "PUT",
      url: "http://127.0.0.1:8080/metrics/job@base64/Y2k",
      headers: { Authorization: `Bearer ${JWT}` },
    });
    expect(samples).toEqual([
      "cicd_test_cases 2",
      "cicd_test_failures 1",
      "cicd_test_errors 0",
      "cicd_test_skipped 0",
      "cicd_test_flaky 0",
      "cicd_test_duration_seconds 1.5",
      'cicd_artifact_size_bytes{artifact="js"} 3',
      expect.stringMatching(/^cicd_artifact_gzip_size_bytes\{artifact="js"\} \d+$/),
      'cicd_artifact_files{artifact="js"} 1',
    ]);
  });

  it("measures the job of GitLab, into a group of its project, branch and job", async () => {
    const { samples, requests } = await push(["--collect", "job"], GITLAB);
    expect(samples.slice(0, 2)).toEqual([
      'cicd_pipeline_task_run_duration_seconds{branch_class="default",state="pending"} 3',
      'cicd_pipeline_task_run_duration_seconds{branch_class="default",state="executing"} 30',
    ]);
    const base64 = (text: string) => Buffer.from(text).toString("base64url");
    expect(requests[0]?.url.split("/metrics/")[1]).toBe(
      `job@base64/${base64("ci")}/branch@base64/${base64("main")}/project@base64/${base64("group/app")}/task@base64/${base64("test")}`,
    );
  });

  it("adds the given metrics", async () => {
    const { samples } = await push(["build_seconds=42", "--junit", "out/*.xml", "--job", "build"]);
    expect(samples.slice(0, 2)).toEqual(["build_seconds 42", "cicd_test_cases 2"]);
  });

  it("warns about what could not be collected, and pushes the rest", async () => {
    const { status, stderr, samples } = await push(["--junit", "out/*.xml", "--sizes", "none/*\u001b[31m"]);
    expect([status, samples.length]).toEqual([0, 6]);
    expect(stderr).toBe(
      'warning: sizes: no file matches "none/*\\u001b[31m": build the files before this step, and give a pattern from the root of the repository, for a folder dist/**\n',
    );
  });

  it("shows the tests that failed in the summary of a comparison", async () => {
    const { stdout } = await push(["--junit", "out/*.xml", "--budget", "cicd_test_failures: 0"]);
    expect(stdout).toContain("cicd_test_failures");
  });

  it.each<[string, readonly string[], string]>([
    [
      "times outside a CI system",
      ["--collect", "job"],
      "--collect measures jobs of GitHub Actions and GitLab, and this is neither",
    ],
    [
      "a format that cannot be appended to",
      ["--file", "-", "--junit", "out/*.xml"],
      "--file has the format json",
    ],
    [
      "a group to delete",
      ["--delete", "--junit", "out/*.xml", "--job", "x"],
      "--delete removes the whole group",
    ],
    ["a collected job when nothing is collected", ["a=1"], "job is missing"],
    [
      "nothing at all",
      ["--job", "x"],
      "there is nothing to push: give metrics as name=value, --file, --junit",
    ],
  ])("does not push %s", async (_, args, expected) => {
    const { status, stderr, requests } = await push(args);
    expect([status, requests]).toEqual([2, []]);
    expect(stderr).toContain(expected);
  });

  it("does not push when nothing could be measured, and says why once", async () => {
    const { status, stderr, requests } = await push(["--junit", "none.xml"]);
    expect([status, requests]).toEqual([1, []]);
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/^warning: junit: no file matches "none\.xml"/),
      "there is nothing to push, because nothing could be measured",
      "",
    ]);
  });

  it("pushes the bytes of a file unchanged, with the collected metrics below", async () => {
    const given = Buffer.from('a{b="\xff"} 1', "latin1");
    const { requests } = await push(["--file", "-", "--junit", "out/*.xml"], {}, given);
    const body = Buffer.from(requests[0]?.body ?? []);
    expect(body.subarray(0, given.length + 1)).toEqual(Buffer.concat([given, Buffer.from("\n")]));
    expect(body.subarray(given.length + 1).toString()).toMatch(/^# HELP cicd_test_cases /);
  });

  it("does not print an invalid token", async () => {
    const { status, stderr } = await push(["a=1", "--job", "ci", "--token", "s3cret"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--token (PUSHGATEWAY_PROXY_TOKEN) is not a JWT");
    expect(stderr).not.toContain("s3cret");
  });

  it("says where an empty token comes from", async () =>
    expect(await push(["a=1", "--job", "ci", "--token", ""])).toMatchObject({
      status: 2,
      stderr: "--token (PUSHGATEWAY_PROXY_TOKEN) is empty; in GitLab id_tokens of the job gives it\n",
    }));
});
