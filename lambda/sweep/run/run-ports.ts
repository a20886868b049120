import type { Destination } from "../../destinations/destination.ts";
import type { Clock } from "../../model/clock.ts";
import type { Store } from "../../store/store.ts";
import type { ReadScrapePage } from "../health/scrape-health.ts";
import type { PushgatewayReader } from "../scan/seen-group.ts";

export interface RunPorts {
  readonly store: Store;
  readonly reader: PushgatewayReader;
  readonly readPage: ReadScrapePage;
  readonly destination: Destination;
  readonly now: Clock;
  /** Different for every write of every process. */
  readonly createId: () => string;
  /** Waits longer the more tries have failed (1, 2 ...). */
  readonly backOff: (attempt: number) => Promise<void>;
}
