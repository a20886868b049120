import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { CATALOGUE } from "../../../lambda/model/catalogue.ts";

const PAGE = readFileSync("docs/troubleshooting.md", "utf8");

describe("the page about troubleshooting", () => {
  it("has each status that a client can get", () => {
    const statuses = [...new Set(Object.values(CATALOGUE).map(({ status }) => status))];
    expect(statuses.filter((status) => !new RegExp(`\\b${status}\\b`).test(PAGE))).toEqual([]);
  });

  it("has each code of the statuses whose codes have different causes in the system", () => {
    const codes = Object.entries(CATALOGUE).flatMap(([code, { status }]) =>
      status === 429 || status >= 500 ? [code] : [],
    );
    expect(codes.filter((code) => !PAGE.includes(`\`${code}\``))).toEqual([]);
  });
});
