import { expect, it } from "@jest/globals";
import { makePathReadable } from "../../../lambda/model/readable-path.ts";
import { parseGroupingKey } from "../../../lambda/request/parse-grouping-key.ts";
import { keyOf } from "../../support/grouping-key.ts";

it("writes a path without characters that a shell interprets, as the proxy parses it", () => {
  const { path } = keyOf(`!sudo $(id)\`id\`'"*?[a]{b,c}~;|&<>#`, {
    task: "test (ubuntu-24.04, 24)",
    a: "\\",
  });
  const readable = makePathReadable(path);
  expect(readable).toMatch(/^[\w/%.~@-]+$/);
  expect(readable).toContain("/task/test%20%28ubuntu-24.04%2C%2024%29");
  const parsed = parseGroupingKey(readable);
  expect(parsed.ok && parsed.value.path).toBe(path);
});
