import type { Warning } from "../config-issue.ts";
import { callersOf } from "../written-callers.ts";

/** API Gateway's quota "Usage plans per account" in a region: docs/deploying.md. */
const USUAL_PLANS = 300;

/** Each rate is a usage plan of API Gateway, and all callers without a rate share one. */
export const manyRates: Warning = (config) => {
  const plans =
    callersOf(config).filter(({ limits }) => (limits?.rate ?? config.limits.rate) !== undefined).length + 1;
  return plans <= USUAL_PLANS
    ? []
    : [
        {
          path: [config.clients.length > 0 ? "clients" : "issuers"],
          text: `the deployment needs ${plans} usage plans, one for each rate, and an account has ${USUAL_PLANS} in a region: raise its quota, or leave rates out`,
        },
      ];
};
