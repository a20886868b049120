import type { MetricType } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";

/** What the Pushgateway holds, read group by group: all of it together would not fit a small function. */
export interface PushgatewayReader {
  /** Throws {@link PushgatewayOutage} when it cannot be read to its end in time. */
  readGroups(): AsyncIterable<StoredGroup>;
}

/** A group as the Pushgateway holds it, without the families that the Pushgateway adds to it. */
export interface StoredGroup {
  readonly key: GroupingKey;
  /**
   * The path that deletes this very group: the canonical one, unless somebody pushed past the proxy with labels that have
   * empty values, which are a group of their own there.
   */
  readonly exactPath: string;
  /** When it was last pushed successfully; 0 when it never was. */
  readonly pushedAtMs: number;
  readonly families: readonly StoredFamily[];
}

export interface StoredFamily {
  readonly name: string;
  readonly type: MetricType;
  /** How many series Prometheus sees. */
  readonly series: number;
  /** The labels of each metric, those of the grouping key among them; some can be empty. */
  readonly labels: readonly Readonly<Record<string, string>>[];
}

/** The Pushgateway could not be read to its end. */
export class PushgatewayOutage extends Error {
  override readonly name = "PushgatewayOutage";
}
