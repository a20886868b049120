import { describe, expect, it } from "@jest/globals";
import { createExpiry } from "../../../../lambda/sweep/garbage/expire.ts";

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
  ])("of %s comes from the longest pattern that matches", (job, seconds) => {
    expect(expiry(job)).toBe(seconds * 1_000);
  });

  it("is absent without a rule", () => {
    expect(createExpiry([{ job: "ci-*", afterSeconds: 1 }])("backup")).toBeUndefined();
  });
});
