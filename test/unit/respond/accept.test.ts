import { describe, expect, it } from "@jest/globals";
import { chooseResponseFormat } from "../../../lambda/respond/accept.ts";

describe("chooseResponseFormat", () => {
  it.each([
    [undefined, "json"],
    ["", "json"],
    ["*/*", "json"],
    ["text/plain", "text"],
    ["TEXT/PLAIN; charset=utf-8", "text"],
    ["text/*", "text"],
    ["text/plain, */*;q=0.1", "text"],
    ["text/plain;q=0.5, application/json", "json"],
    ["text/plain, application/problem+json", "json"],
    ["application/problem+json", "json"],
    ["text/plain;q=0", "json"],
    ["text/plain;q=x", "json"],
    ["text/html", "json"],
    // The default of the JDK.
    ["text/html, image/gif, image/jpeg, */*; q=0.2", "json"],
  ])("answers %j with %s", (accept, format) => {
    expect(chooseResponseFormat(accept)).toBe(format);
  });
});
