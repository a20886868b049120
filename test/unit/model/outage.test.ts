import { describe, expect, it } from "@jest/globals";
import { during } from "../../../lambda/model/outage.ts";

class Outage extends Error {}

describe("during", () => {
  it("gives the other value for the outage", async () => {
    expect(await Promise.reject(new Outage()).catch(during(Outage, "unread"))).toBe("unread");
  });

  it.each([
    ["another error", new Error("a bug")],
    ["what is no error", undefined],
  ])("throws %s again", async (_, error) => {
    await expect(Promise.reject(error).catch(during(Outage, "unread"))).rejects.toBe(error);
  });
});
