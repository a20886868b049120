import type { Finding } from "./finding.ts";
import type { Change } from "./item-store.ts";
import type { ProtocolTimes } from "./protocol-times.ts";

/** How the items are brought into line with what was read at the Pushgateway. */
export interface Reconciliation {
  /** R0: the wall clock before the Pushgateway was read. */
  readonly readMs: number;
  readonly times: ProtocolTimes;
  /** Whether anything may be released: not after a read, or a sweep before, that failed or was slow. */
  readonly mayRelease: boolean;
}

export interface Reconciled {
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
}
