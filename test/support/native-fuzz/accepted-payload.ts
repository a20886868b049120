import type { MetricFamily } from "../../../lambda/model/exposition.ts";

/** A payload that the proxy accepts, and what it relays. */
export interface AcceptedPayload {
  readonly bytes: Buffer;
  readonly families: readonly MetricFamily[];
}

/** All payloads are groups of this job, which differ in this label. */
export const JOB = "pushed";
export const SLOT_LABEL = "slot";
