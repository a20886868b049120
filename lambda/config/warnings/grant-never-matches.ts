import { quote } from "../../model/issue.ts";
import { isReservedPattern } from "../../validate/rules/metric-name-reserved.ts";
import type { Warning } from "../config-issue.ts";
import { grantsOf } from "../written-callers.ts";

/** The pattern matches only names that are refused in every push. */
export const grantNeverMatches: Warning = (config) =>
  grantsOf(config).flatMap(({ path, grant }) =>
    grant.metrics.flatMap((pattern, index) => {
      const why = explainMismatch(pattern);
      const at = [...path, "metrics", index];
      return why === undefined ? [] : [{ path: at, text: `${quote(pattern)} can never match: ${why}` }];
    }),
  );

const explainMismatch = (pattern: string): string | undefined => {
  if (/^[0-9]/.test(pattern)) {
    return "no metric name starts with a digit";
  }
  return isReservedPattern(pattern)
    ? "the Pushgateway or Prometheus writes these names itself, and no push may have them"
    : undefined;
};
