import { describe, expect, it } from "@jest/globals";
import type { IssueCode } from "../../../lambda/model/issues.ts";
import type { Conflict, PlacementConflict, TypeConflict } from "../../../lambda/store/contracts/conflict.ts";
import { conflictIssues } from "../../../lambda/store/contracts/conflict-issues.ts";
import { gauge } from "../../support/expositions.ts";

const SOURCE = { locate: (at: number) => ({ line: at, column: 1 }) };

const type = (changes: Partial<TypeConflict>): TypeConflict => ({
  kind: "type",
  name: "a",
  family: "a",
  wanted: "gauge",
  existing: "counter",
  owner: "a",
  reason: "held",
  ...changes,
});

const placement = (changes: Partial<PlacementConflict>): PlacementConflict => ({
  kind: "placement",
  family: "a",
  label: "instance",
  value: "one",
  wanted: "body",
  reason: "on-other-side",
  ...changes,
});

describe("the issue of a conflict", () => {
  it.each<[string, Conflict, IssueCode, string]>([
    [
      "another type",
      type({}),
      "type-conflict",
      '"a" is a counter, and this push has it as a gauge: push it as the existing type, or rename the metric',
    ],
    [
      "a name without a type",
      type({ existing: "untyped" }),
      "type-conflict",
      '"a" is an untyped metric, and this push has it as a gauge: push it as the existing type, or rename the metric',
    ],
    [
      "a push without a type",
      type({ wanted: "untyped" }),
      "type-conflict",
      '"a" is a counter, and this push has it as an untyped metric: push it as the existing type, or rename the metric',
    ],
    [
      "a name that another family owns",
      type({ name: "h_count", family: "h_count", owner: "h", existing: "histogram" }),
      "type-conflict",
      '"h_count" belongs to the histogram "h", and this push has it as a gauge: push it as the existing type, or rename the metric',
    ],
    [
      "a name that another family of the push needs",
      type({ name: "h_count", family: "h", owner: "h_count", wanted: "histogram" }),
      "type-conflict",
      '"h_count" is a counter, and this push needs it for its histogram "h": push it as the existing type, or rename the metric',
    ],
    [
      "a name of the Pushgateway itself",
      type({ name: "go_goroutines", family: "go_goroutines", owner: "go_goroutines", reason: "reserved" }),
      "type-reserved",
      '"go_goroutines" is a counter of the Pushgateway\'s own, and this push has it as a gauge: push it as that type, or rename the metric',
    ],
    [
      "too many names with one base",
      type({ reason: "full" }),
      "type-conflict",
      'there are too many metrics whose names differ from "a" only in _bucket, _count and _sum: rename the metric',
    ],
    [
      "a value used in keys",
      placement({}),
      "label-side-conflict",
      '"a" with instance="one" in this push\'s body can already be in the grouping key of another group of this job: ' +
        'put "instance" into the grouping key, or rename the label',
    ],
    [
      "a value used in bodies",
      placement({ wanted: "key" }),
      "label-side-conflict",
      '"a" with instance="one" in this push\'s grouping key is already in the body of another group of this job: ' +
        'leave "instance" out of the grouping key, or push under another job or value',
    ],
    [
      "too many values in bodies",
      placement({ reason: "full" }),
      "label-side-conflict",
      '"a" has too many values of the label "instance" in the bodies of this job to add "one": ' +
        'put "instance" into the grouping key, or rename the label',
    ],
    [
      "too many families of a job",
      placement({ reason: "job-full" }),
      "label-side-conflict",
      'this job has too many metrics with labels that grouping keys can have to add "a" with "instance": ' +
        "push under several jobs",
    ],
  ])("%s", (_, conflict, code, detail) => {
    expect(conflictIssues([conflict], [], SOURCE)).toEqual([
      { code, detail, location: undefined, family: conflict.family },
    ]);
  });

  it("follows the order of the payload, with the place of the family", () => {
    const families = [
      { ...gauge("a"), at: 9 },
      { ...gauge("b"), at: 2 },
      { ...gauge("c"), at: 5 },
    ];
    const conflicts = [type({}), placement({ family: "b" }), type({ family: "c" }), type({ family: "z" })];
    const issues = conflictIssues(conflicts, families, SOURCE);
    expect(issues.map(({ family, location }) => [family, location])).toEqual([
      ["z", undefined],
      ["b", { line: 2, column: 1 }],
      ["c", { line: 5, column: 1 }],
      ["a", { line: 9, column: 1 }],
    ]);
  });
});
