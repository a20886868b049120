import { describe, expect, it } from "@jest/globals";
import { parseInputs } from "../../../action/inputs.ts";
import type { CiRun } from "../../../ci/ci-run.ts";

const GOOD = {
  url: "https://proxy.example/prod/",
  job: "build",
  labels: "repository=octo/app\nbranch = feature/x=y ",
  metrics: "build_up 1\n",
  format: "text",
  method: "PUT",
  "dry-run": "false",
  comment: "false",
  audience: "https://push.example.com",
  "timeout-seconds": "60",
};

const RUN: CiRun = {
  repository: { label: "repository", value: "octo/app" },
  branch: "feature/x",
  branchClass: "other",
  pipeline: "build\nand test",
  task: "test (24)",
  measure: () => Promise.resolve({ metrics: [], warnings: [] }),
};

const parse = (changes: Record<string, string>) =>
  parseInputs(
    Object.fromEntries(
      Object.entries({ ...GOOD, ...changes }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    RUN,
  );

const describeConfigIssue = (changes: Record<string, string>): string => {
  const inputs = parse(changes);
  return inputs.ok ? "" : inputs.error.detail;
};

describe("inputs of the action", () => {
  it("are parsed", () => {
    const inputs = parse({ method: "post" });
    expect(inputs).toMatchObject({
      ok: true,
      value: {
        url: "https://proxy.example/prod",
        method: "POST",
        metrics: { kind: "lines", text: "build_up 1\n" },
        isDryRun: false,
        credential: { kind: "id-token", audience: "https://push.example.com" },
        timeoutMs: 60_000,
        key: {
          job: "build",
          labels: [
            { name: "branch", value: "feature/x=y" },
            { name: "repository", value: "octo/app" },
          ],
        },
      },
    });
  });

  it("accept one pattern a line for what to collect", () =>
    expect(
      parse({ collect: "run", junit: "a.xml\n\n  **/b.xml \n", sizes: "js=dist/*.js\ndist/*.css" }),
    ).toMatchObject({
      value: {
        collect: {
          scope: "run",
          junit: ["a.xml", "**/b.xml"],
          sizes: [
            { artifact: "js", pattern: "dist/*.js" },
            { artifact: "dist/*.css", pattern: "dist/*.css" },
          ],
        },
      },
    }));

  it("take the group's labels from the run when something is collected", () => {
    const labelsOf = (changes: Record<string, string>) => {
      const inputs = parse(changes);
      return inputs.ok && inputs.value.key.labels.map(({ name, value }) => `${name}=${value}`);
    };
    const ofTheRun = ["branch=feature/x", "pipeline=build and test", "repository=octo/app"];
    expect(labelsOf({ labels: "", junit: "*.xml" })).toEqual([...ofTheRun, "task=test (24)"]);
    expect(labelsOf({ labels: "", collect: "job" })).toEqual([...ofTheRun, "task=test (24)"]);
    expect(labelsOf({ labels: "", collect: "run" })).toEqual(ofTheRun);
    expect(labelsOf({ labels: "branch=a", collect: "run" })).toEqual(["branch=a"]);
    expect(labelsOf({ labels: "" })).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['a stage whose name starts with "metrics"', { url: "https://proxy.example/metrics-2" }],
    ["plain http to this machine", { url: "http://127.0.0.1:8080/prod" }],
    ["a dry run in capitals", { "dry-run": "TRUE" }],
    ["the shortest timeout", { "timeout-seconds": "1" }],
    ["the longest timeout", { "timeout-seconds": "240" }],
    ["an empty label value, which means no label", { labels: "branch=" }],
    ["a credential without audience", { credential: "ci:x", audience: "" }],
    ["DELETE with nothing to push", { method: "DELETE", metrics: "" }],
    ["something to collect, but no metrics", { metrics: "", collect: "job" }],
    ["as many patterns as allowed", { junit: "*.xml\n".repeat(32) }],
    ["the job as a label of a job", { collect: "job", labels: "task=test" }],
  ])("accept %s", (_, changes) => expect(describeConfigIssue(changes)).toBe(""));

  it.each<[string, Record<string, string>, string]>([
    [
      "an unknown method",
      { method: "PSOT" },
      'method is "PSOT", expected one of PUT, POST, DELETE; did you mean POST?',
    ],
    ["both file and metrics", { file: "a.prom" }, "metrics and file are both given: leave out one of them"],
    ["neither", { metrics: " \n" }, "there is nothing to push: give metrics or file"],
    ["metrics together with DELETE", { method: "DELETE" }, "leave out metrics, file"],
    ["an unknown format", { format: "yaml" }, "expected one of text, openmetrics, protobuf, json"],
    ["no job", { job: "" }, "job is missing"],
    [
      "DELETE together with something to collect",
      { method: "DELETE", metrics: "", junit: "*.xml" },
      "collect, junit and sizes",
    ],
    [
      "an unknown scope",
      { collect: "jobs" },
      'collect is "jobs", expected one of job, run; did you mean job?',
    ],
    [
      "a format other than text together with something to collect",
      { sizes: "*.js", format: "json" },
      "format is not text",
    ],
    [
      "the job as a label of a whole run",
      { collect: "run", labels: "task=test" },
      "labels has task, which differs",
    ],
    ["too many patterns", { junit: "*.xml\n".repeat(33) }, "junit has 33 patterns, expected at most 32"],
    ["no url", { url: "" }, "url is missing"],
    ["a url over plain http", { url: "http://proxy.example/prod" }, "url is not an https address"],
    [
      "a url with more than a base path",
      { url: "https://ci:s3cret@proxy.example" },
      "url is not an https address",
    ],
    ["a url that goes too far", { url: "https://proxy.example/prod/metrics/job/x" }, "end before /metrics"],
    ["a label without a value", { labels: "branch" }, 'labels has "branch", expected name=value'],
    ["a label given twice", { labels: "branch=a\nbranch=b" }, 'labels names "branch" twice'],
    ['"job" as a label', { labels: "job=a" }, "labels has job"],
    ["an invalid label name", { labels: "my-branch=a" }, '"my-branch" is not a label name'],
    [
      "a label value with a tab",
      { labels: "branch=a\tb" },
      'value of label "branch" has a control character',
    ],
    ["a grouping key that is too long", { labels: `branch=${"a".repeat(1_100)}` }, "the path has 1"],
    ["no time", { "timeout-seconds": "0" }, "whole number from 1 to 240"],
    ["a timeout that is too long", { "timeout-seconds": "241" }, "whole number from 1 to 240"],
    ["an invalid switch", { "dry-run": "yes" }, 'dry-run is "yes", expected true or false'],
    ["an invalid credential", { credential: "s3cret" }, "credential is not <client>:<token>"],
    ["a credential with a blank", { credential: "ci: s3cret" }, "credential is not <client>:<token>"],
    ["no audience", { audience: "" }, "audience is missing: give the audience that the issuer has"],
  ])("refuse %s", (_, changes, expected) => {
    expect(describeConfigIssue(changes)).toContain(expected);
    expect(describeConfigIssue(changes)).not.toContain("s3cret");
  });
});
