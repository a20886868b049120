import type { Limits } from "../model/client.ts";
import type { MetricFamily } from "../model/exposition.ts";
import type { BoundGrant } from "../model/grant.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { Exposition } from "../model/stages.ts";
import type { KeyLabels } from "./key-labels.ts";

/** Metrics that are pushed to a group. */
export interface MetricsRequest {
  /** The grants that allow the group. */
  readonly grants: readonly BoundGrant[];
  readonly limits: Limits;
  readonly key: GroupingKey;
  readonly exposition: Exposition;
}

export interface MetricsPorts {
  readonly keyLabels: KeyLabels;
  /** The number of bytes of the families as they are relayed. */
  readonly countEncodedBytes: (families: readonly MetricFamily[]) => number;
}
