import { describe, expect, it } from "@jest/globals";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";

describe("GroupingKey", () => {
  it("drops labels with empty values and sorts the rest by name", () => {
    const key = GroupingKey.of("j", [
      { name: "b", value: "2" },
      { name: "c", value: "" },
      { name: "a", value: "1" },
    ]);
    expect(key.labels.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("writes every value in its path as URL-safe base64", () => {
    expect(GroupingKey.of("???>>>", [{ name: "x", value: "é/.." }]).path).toBe(
      "/metrics/job@base64/Pz8_Pj4-/x@base64/w6kvLi4",
    );
  });

  it("finds job and labels by name", () => {
    const key = GroupingKey.of("j", [{ name: "a", value: "1" }]);
    expect([key.get("job"), key.get("a"), key.get("b")]).toEqual(["j", "1", undefined]);
  });
});
