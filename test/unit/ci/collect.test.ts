import { describe, expect, it } from "@jest/globals";
import type { CiRun } from "../../../ci/ci-run.ts";
import { type CollectRequest, collect } from "../../../ci/collect.ts";
import { parseSizePattern } from "../../../ci/collect-sizes.ts";
import { CI_METRICS, measure } from "../../../ci/metric-catalogue.ts";
import { writeExposition } from "../../../ci/write-exposition.ts";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { checkPayload } from "../../../lambda/check-payload.ts";
import { findFormat } from "../../../lambda/decode/formats.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { createStrictValidator } from "../../../lambda/validate/validate.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";

const files = createFilesInMemory({
  "junit.xml": '<testsuite><testcase name="a"/></testsuite>',
  "dist/a.js": "a",
});

const RUN: CiRun = {
  repository: { label: "repository", value: "octo/app" },
  branch: "main",
  branchClass: "default",
  pipeline: "build",
  task: "test",
  measure: () =>
    Promise.resolve({
      metrics: [measure("cicd_pipeline_run_duration_seconds", 1.5, { state: "executing" })],
      warnings: ["a warning"],
    }),
};

const TESTS_ONLY: CollectRequest = {
  scope: undefined,
  junit: ["junit.xml"],
  sizes: [],
  hasDefaultLabels: true,
};

describe("collect", () => {
  it("gives every metric the class of the branch, and leaves the other labels of the run to the key", async () => {
    const request = {
      scope: "job" as const,
      junit: ["junit.xml"],
      sizes: [parseSizePattern("js=dist/*.js")],
      hasDefaultLabels: true,
    };
    const { metrics, warnings } = await collect(request, RUN, files);
    expect(metrics.length).toBe(1 + 6 + 3);
    expect(metrics.map(({ labels }) => Object.entries(labels).join(";")).at(0)).toBe(
      "branch_class,default;state,executing",
    );
    for (const { labels } of metrics) {
      expect(labels).toMatchObject({ branch_class: "default" });
      expect(Object.keys(labels)).not.toContain("task");
    }
    expect(warnings).toEqual(["a warning"]);
  });

  it("does not ask the CI system for times if no scope is set", async () => {
    const run = { ...RUN, measure: () => Promise.reject(new Error("was asked")) };
    const { metrics } = await collect(TESTS_ONLY, run, files);
    expect(metrics.length).toBe(6);
  });

  it.each([
    [true, ['collect: the job "b / test" of this run has the same labels, so each']],
    [false, []],
  ])(
    "warns of a job with the same default labels only if the group has these (%s)",
    async (hasDefaultLabels, told) => {
      const run = { ...RUN, measure: async () => ({ metrics: [], warnings: [], twin: "b / test" }) };
      const request = { scope: "job", junit: [], sizes: [], hasDefaultLabels } as const;
      const { warnings } = await collect(request, run, files);
      expect(warnings.map((text) => text.slice(0, 68))).toEqual(told);
    },
  );

  it("measures tests and sizes outside a known CI system", async () => {
    const { metrics } = await collect(TESTS_ONLY, undefined, files);
    expect(metrics[0]).toMatchObject({ name: "cicd_test_cases", labels: {}, value: 1 });
  });
});

describe("the metrics as an exposition", () => {
  const validator = createStrictValidator(() => 0);
  const check = (text: string, key = GroupingKey.of("ci", [{ name: "task", value: "test" }])) =>
    checkPayload({ body: Buffer.from(text), format: findFormat("text")!, key }, parseJsonBody, validator);

  it("break no rule of the proxy, not even a warning", () => {
    const all = Object.entries(CI_METRICS).map(([name, { help, unit, labels }]) => ({
      name,
      type: "gauge" as const,
      help,
      unit,
      labels: Object.fromEntries(labels.map((label) => [label, "x"])),
      value: 1,
    }));
    const checked = check(writeExposition(all, new Set(["task"])));
    expect(checked.ok ? checked.value.warnings : checked.error).toEqual([]);
  });

  it("leave out labels that are in the grouping key", () => {
    const metric = { ...measure("cicd_test_cases", 3, {}), labels: { branch_class: "other", task: "test" } };
    expect(writeExposition([metric], new Set(["task"]))).toBe(
      '# HELP cicd_test_cases Test cases in the JUnit files.\n# TYPE cicd_test_cases gauge\ncicd_test_cases{branch_class="other"} 3\n',
    );
    expect(writeExposition([metric], new Set(["branch_class", "task"]))).toContain("\ncicd_test_cases 3\n");
  });

  it("keep special characters in a label", () => {
    const step = 'a "quoted" \\ back\nslash';
    const checked = check(
      writeExposition([measure("cicd_pipeline_step_duration_seconds", 1, { step })], new Set()),
    );
    expect(checked).toMatchObject({ ok: true });
    expect(checked.ok && checked.value.families[0]?.metrics[0]?.labels.values).toEqual([step]);
  });

  it("write metrics of one name as one family", () => {
    const metrics = [
      measure("cicd_artifact_files", 1, { artifact: "a" }),
      measure("cicd_test_cases", 2, {}),
      measure("cicd_artifact_files", 3, { artifact: "b" }),
    ];
    expect(writeExposition(metrics, new Set()).match(/^# TYPE/gm)).toHaveLength(2);
  });
});
