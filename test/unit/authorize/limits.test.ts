import { describe, expect, it } from "@jest/globals";
import { overLimit, type PushLimit, refuseOverLimit } from "../../../lambda/authorize/limits.ts";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";

const LIMITS: readonly PushLimit[] = [
  "families",
  "series",
  "relayedBytes",
  "scrapedBytes",
  "seriesBytes",
  "labelsPerSeries",
  "nativeBuckets",
  "groupingLabels",
  "nameLength",
  "labelValueLength",
  "helpLength",
];

describe("an issue of a limit", () => {
  it.each(LIMITS)("has the name of the limit as its code: %s", (limit) => {
    const issue = overLimit(limit, 7, DEFAULT_LIMITS, "things");
    expect(issue.code).toBe(`limit-${limit.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`);
    expect(issue.detail).toBe(
      `7 things, and the limit ${limit} of this client is ${DEFAULT_LIMITS[limit]}; stay within it, or ask the operator to raise it`,
    );
  });

  it("is the only issue of its refusal", () =>
    expect(refuseOverLimit("series", 7, DEFAULT_LIMITS, "series")).toMatchObject({
      ok: false,
      error: {
        code: "limit-exceeded",
        issues: [overLimit("series", 7, DEFAULT_LIMITS, "series")],
        total: 1,
      },
    }));
});
