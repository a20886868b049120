import { expect, it } from "@jest/globals";
import { refuseUnknownParameter } from "../../../lambda/request/query.ts";

it("a parameter that is near no known one is refused with the list of all", () =>
  expect(refuseUnknownParameter({ zzzzzz: ["1"] }, ["dry_run", "format"])).toMatchObject({
    error: {
      code: "query-invalid",
      detail: 'unknown query parameter "zzzzzz"; leave it out, or use dry_run, format',
    },
  }));
