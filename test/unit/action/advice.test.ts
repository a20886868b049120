import { describe, expect, it } from "@jest/globals";
import { adviseOn } from "../../../action/reported-problem.ts";
import { CATALOGUE } from "../../../lambda/model/catalogue.ts";
import { ISSUES } from "../../../lambda/model/issues.ts";

const issue = (code: string) => ({ code, detail: "" });

describe("the advice on a refusal", () => {
  it("lists the fix of each issue once", () =>
    expect(
      adviseOn("payload-unreadable", [issue("value-invalid"), issue("not-utf8"), issue("value-invalid")]),
    ).toBe(`${ISSUES["value-invalid"].fix} ${ISSUES["not-utf8"].fix}`));

  it("is the problem's own advice when there are more than three fixes", () => {
    const codes = ["value-invalid", "not-utf8", "value-expected", "escape-unknown"];
    expect(adviseOn("payload-unreadable", codes.map(issue))).toBe(CATALOGUE["payload-unreadable"].advice);
  });

  it("is the problem's own advice when there are no issues, or the action does not know some of them", () => {
    expect(adviseOn("rate-exceeded", [])).toBe(CATALOGUE["rate-exceeded"].advice);
    expect(adviseOn("limit-exceeded", [issue("limit-of-tomorrow")])).toBe(CATALOGUE["limit-exceeded"].advice);
  });

  it("is empty for a problem that the action does not know", () => expect(adviseOn("toString", [])).toBe(""));
});
