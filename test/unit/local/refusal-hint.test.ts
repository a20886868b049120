import { describe, expect, it } from "@jest/globals";
import { createRefusalHint } from "../../../infra/local/refusal-hint.ts";

const hintAt = createRefusalHint({ audit: () => {}, take: () => "no credential" }, "prod");

const answered = (statusCode: number, path = "/metrics/job/x", principalId?: string) =>
  hintAt({
    requestId: "r-1",
    method: "PUT",
    path,
    principalId,
    answer: { statusCode, headerLines: [], body: "" },
    tookMs: 1,
  });

describe("the hint of a refusal", () => {
  it("tells why a credential was refused, unless the authorizer had accepted it", () => {
    expect(answered(401)).toBe("no credential");
    expect(answered(401, "/metrics/job/x", "ci")).toBeUndefined();
  });

  it("names the prefix of a path that would be right without it", () => {
    expect(answered(404, "/dev/metrics/job/x")).toContain('"/dev" is in front of /metrics');
    expect(answered(404, "/prod/metrics/x")).toBeUndefined();
    expect(answered(404, "/nothing")).toBeUndefined();
    expect(answered(404, "/?next=/metrics/")).toBeUndefined();
  });
});
