import { expect, it } from "@jest/globals";
import { describeCause, describeStoreOutage, StoreOutage } from "../../../lambda/store/store.ts";

it.each([
  ["its own error", new StoreOutage("out of time", { cause: new Error("disk I/O error") }), "disk I/O error"],
  [
    "the name of that",
    new StoreOutage("out of time", {
      cause: Object.assign(new Error("slow down"), { name: "ThrottlingException" }),
    }),
    "ThrottlingException: slow down",
  ],
  ["the deadline", new StoreOutage("out of time"), "out of time"],
])("an outage of the store is told by %s", (_, outage, told) => {
  expect(describeStoreOutage(outage)).toBe(told);
});

it("a write without an answer and without an error is told as no answer", () => {
  expect(describeCause(undefined)).toBe("it does not answer");
});

it("an outage of the store has a name for logs", () => {
  expect(String(new StoreOutage("the store cannot be read"))).toBe("StoreOutage: the store cannot be read");
});
