import { describe, expect, it } from "@jest/globals";
import { createExpiry, isExpired } from "../../../lambda/sweep/find-expired.ts";
import { keyOf } from "../../support/granted-pushes.ts";

const HOUR = 3_600;

describe("the expiry of a job", () => {
  const expiry = createExpiry([
    { job: "*", afterSeconds: 100 * HOUR },
    { job: "ci-*", afterSeconds: HOUR },
    { job: "ci-nightly-*", afterSeconds: 24 * HOUR },
    { job: "ci-nightly+*", afterSeconds: 2 * HOUR },
  ]);

  it.each([
    ["ci-build", HOUR],
    ["ci-nightly-x", 24 * HOUR],
    ["backup", 100 * HOUR],
  ])("of %s is that of the longest pattern that matches", (job, seconds) => {
    expect(expiry(job)).toBe(seconds * 1_000);
  });

  it("is none without a rule", () => {
    expect(createExpiry([{ job: "ci-*", afterSeconds: 1 }])("backup")).toBeUndefined();
  });

  it("is over once the last push is longer ago, and not before", () => {
    const group = { key: keyOf("ci-build"), pushedAtMs: 1_000_000 };
    const dueMs = group.pushedAtMs + HOUR * 1_000;
    expect([dueMs - 1, dueMs + 1].map((nowMs) => isExpired(group, expiry, nowMs))).toEqual([false, true]);
  });
});
