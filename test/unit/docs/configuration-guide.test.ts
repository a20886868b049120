import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { parseProxyConfig } from "../../../lambda/config/parse.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../../docs/configuration.md"), "utf8");

const ISSUER = "issuers:\n  - id: x\n    issuer: https://x.example\n    audience: x\n    grants:\n";

/** The YAML blocks of the guide. A block that shows a part of a file is put into a whole one. */
const examples = [...GUIDE.matchAll(/```yaml\n(.*?)```/gs)]
  .map(([, text = ""]) => text)
  .filter((text) => !text.startsWith("#"))
  .map((text) => {
    if (text.startsWith("- when")) {
      return ISSUER + text.replace(/^/gm, "      ");
    }
    return text.startsWith("- id") ? `issuers:\n${text}` : text;
  });

describe("docs/configuration.md", () => {
  it("has examples", () => expect(examples.length).toBeGreaterThanOrEqual(4));

  it.each(examples)("shows valid configuration: %s", (text) => {
    const config = parseProxyConfig(text, "example.yaml");
    expect(config.ok ? [] : config.error.map(describeConfigIssue)).toEqual([]);
  });
});
