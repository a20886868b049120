import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { Secret } from "../../../lambda/model/secret.ts";

describe("Secret", () => {
  it.each<[string, (secret: Secret) => string]>([
    ["a template", (secret) => `${secret}`],
    ["JSON", (secret) => JSON.stringify({ secret })],
    ["the inspector", (secret) => inspect({ secret }, { depth: 9, showHidden: true })],
    ["its keys", (secret) => JSON.stringify(Object.entries(secret))],
  ])("is not shown in %s", (_, show) => {
    expect(show(new Secret("tell-nobody"))).not.toContain("tell-nobody");
  });

  it("returns its text only through its method", () => {
    expect(new Secret("tell-nobody").reveal()).toBe("tell-nobody");
  });
});
