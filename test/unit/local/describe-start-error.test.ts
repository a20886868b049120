import { describe, expect, it } from "@jest/globals";
import { describeStartError } from "../../../infra/local/describe-start-error.ts";

describe("an error that ends the start", () => {
  it.each(["EMFILE: too many open files, open '/x'", "ENFILE: file table overflow, open '/x'"])(
    "is called what it is if too many files are open: %s",
    (cause) => {
      const error = new Error(`the clients' tokens cannot be kept: ${cause}; choose another file`);
      expect(describeStartError(error)).toBe(
        `too many files are open (the clients' tokens cannot be kept: ${cause}); raise the limit, for instance with ulimit -n 1024, or end programs that have many files open`,
      );
    },
  );

  it("is otherwise shown as it is", () => {
    expect(describeStartError(new Error("port 8080 is in use"))).toBe("port 8080 is in use");
    expect(describeStartError("text")).toBe("text");
  });
});
