import { quote } from "../../model/issue.ts";
import type { Warning } from "../config-issue.ts";

/** Only the first of several rules with one pattern counts. */
export const expiryRepeated: Warning = ({ expiry }) =>
  expiry.flatMap(({ job }, index) => {
    const first = expiry.findIndex((rule) => rule.job === job);
    if (first === index) {
      return [];
    }
    const text = `${quote(job)} already has the rule expiry[${first}]; this one has no effect`;
    return [{ path: ["expiry", index, "job"], text }];
  });
