import { describe, expect, it } from "@jest/globals";
import { findUnreadableGroups } from "../../../../lambda/sweep/health/unreadable-groups.ts";

const line = (family: string, labels: string, value: string): string =>
  `* collected metric "${family}" { ${labels}  gauge:{value:1}} has a label named "x" whose value is not utf8: "${value}"`;

describe("groups that an error page names", () => {
  it("are recognised by the bytes of their keys, however the page escapes and spaces them", () => {
    const labels = String.raw`label:{name:"instance"  value:""}  label:{name:"job" value:"a\\b"}  label:{name:"x"  value:"\xffw\"\n\u0085é"}`;
    expect(findUnreadableGroups(`An error:\n${line("push_time_seconds", labels, "…")}`)).toEqual([
      `/metrics/job@base64/${Buffer.from("a\\b").toString("base64url")}/x@base64/${Buffer.concat([
        Buffer.of(0xff),
        Buffer.from('w"\n\u0085é'),
      ]).toString("base64url")}`,
    ]);
  });

  it("are named once, by the metric whose labels are exactly the key's", () => {
    const labels = String.raw`label:{name:"job" value:"\xff"}`;
    const page = [
      line("m", `${labels} label:{name:"own" value:"1"}`, "…"),
      line("push_time_seconds", labels, "…"),
      line("push_time_seconds", labels, "…"),
    ].join("\n");
    expect(findUnreadableGroups(page)).toEqual(["/metrics/job@base64/_w"]);
  });

  it("are none when another problem breaks the page", () => {
    const page =
      '* collected metric "push_time_seconds" { label:{name:"job" value:"a"} gauge:{value:1}} was collected before';
    expect(findUnreadableGroups(page)).toEqual([]);
  });
});
