import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";
import { callerOf, ownerOf, toAllowed } from "../../../lambda/store/limits/owner.ts";
import { createGrant } from "../../support/granted-pushes.ts";

const BOUND_GRANT = createGrant({
  job: "ci-{ref}",
  grouping: [
    { label: "environment", isOptional: false, value: "{environment}-{ref}" },
    { label: "run", isOptional: true, value: "*" },
  ],
});
const BOUND = { grant: BOUND_GRANT };
const claims = { environment: "prod", ref: "main", sub: "x" };

describe("ownerOf", () => {
  it("is a client with its own token", () => {
    expect(
      ownerOf({ id: "app", claims: {}, countPer: undefined }, [{ grant: createGrant({ job: "app" }) }]),
    ).toBe("app");
  });

  it("is a subject of an issuer by the claims that the matching grant puts into the group", () => {
    const owner = ownerOf({ id: "github", claims, countPer: undefined }, [
      BOUND,
      { grant: createGrant({ job: "*" }) },
    ]);
    expect(owner).toBe("github?environment=prod&ref=main");
    expect(callerOf(owner)).toBe("github");
  });

  it("is another one if a claim contains what stands between two claims", () => {
    const owner = ownerOf(
      { id: "github", claims: { environment: "a&ref=b", ref: "c" }, countPer: undefined },
      [BOUND],
    );
    expect(owner).toBe("github?environment=a&&ref=b&ref=c");
  });

  it("is a subject by the configured claim", () => {
    expect(ownerOf({ id: "github", claims, countPer: "sub" }, [BOUND])).toBe("github?sub=x");
    expect(ownerOf({ id: "github", claims: {}, countPer: "sub" }, [BOUND])).toBe("github?sub=");
  });
});

describe("toAllowed", () => {
  it("returns the standing limits", () => {
    const limits = { ...DEFAULT_LIMITS, groups: 1, totalSeries: 2, totalBytes: 3, totalNames: 4 };
    expect(toAllowed(limits)).toEqual({ groups: 1, series: 2, bytes: 3, names: 4 });
  });
});
