import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { GENERATED_PAGES } from "../../../scripts/docs/generated-pages.ts";

describe("generated pages", () => {
  it.each(GENERATED_PAGES.map((page) => [page.file, page] as const))(
    "%s is up to date (npm run docs)",
    async (file, { toContent }) => {
      expect(readFileSync(join(import.meta.dirname, "../../..", file), "utf8")).toBe(await toContent());
    },
  );
});
