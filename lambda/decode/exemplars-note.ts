import type { Issue } from "../model/issue.ts";

/** Says once a payload that its exemplars go no further. */
export const EXEMPLARS_DROPPED = {
  code: "exemplars-dropped",
  detail: "exemplars were left out: the Pushgateway does not expose them",
} as const satisfies Issue;
