import { describeExample, ISSUE_CATALOGUE } from "../../lambda/issue-catalogue.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import type { CodeEntry, CodeTable } from "../api.ts";

/** Cause, fix and example of every code of a problem or an issue. */
export const toCodeTable = (): CodeTable => ({
  codes: Object.fromEntries([
    ...Object.entries(CATALOGUE).map(([code, { title, advice }]): readonly [string, CodeEntry] => [
      code,
      { cause: `${title}.`, fix: advice, example: "" },
    ]),
    ...Object.entries(ISSUE_CATALOGUE).map(
      ([code, { cause, fix, example }]): readonly [string, CodeEntry] => [
        code,
        { cause, fix, example: describeExample(example) },
      ],
    ),
  ]),
});
