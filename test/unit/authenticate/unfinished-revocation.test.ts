import { describe, expect, it } from "@jest/globals";
import { UnfinishedRevocation } from "../../../lambda/authenticate/secret-store.ts";

describe("a revocation that is not finished", () => {
  it("says what is true now, and keeps the reason", () => {
    const cause = new Error("down");
    const error = new UnfinishedRevocation(cause);
    expect(String(error)).toBe(
      "UnfinishedRevocation: the token is new, but the one before it is still accepted",
    );
    expect(error.cause).toBe(cause);
  });
});
