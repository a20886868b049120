import type { MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import type { SeenFamily } from "../../store/contracts/family-shapes.ts";

/** Used as start time if there is no Pushgateway. Then the groups of the store are read instead. */
export const NO_PUSHGATEWAY = "";

/** The content of the Pushgateway, read group by group, since all of it would not fit into a small function. */
export interface PushgatewayReader {
  /**
   * Its start time, from its status. Equal texts mean the same process. Read it first: this tells sooner than reading the
   * groups that it does not answer.
   */
  readStart(): Promise<string>;
  /** Throws {@link PushgatewayOutage}, like {@link readStart}, if it cannot be read completely in time. */
  readGroups(): AsyncIterable<SeenGroup | UnreadableGroup>;
}

/** A group of the Pushgateway, without the families that the Pushgateway and the proxy add to it. */
export interface SeenGroup {
  readonly kind: "group";
  readonly key: GroupingKey;
  /**
   * The path that deletes exactly this group. It is the canonical one, unless the group was pushed past the proxy with
   * empty label values, which make a separate group there.
   */
  readonly exactPath: string;
  /** The version in its marker; undefined: the proxy did not write it. */
  readonly markerMs: number | undefined;
  /** The time of its last successful push, by the Pushgateway's clock; 0 if there was none. */
  readonly pushedAtMs: number;
  readonly families: readonly SeenFamily[];
  /** Exposed series. */
  readonly series: number;
  /** Its content. Throws {@link PushgatewayOutage} if it cannot be read completely. */
  readFamilies(): Promise<readonly MetricFamily[]>;
}

export interface UnreadableGroup {
  readonly kind: "unreadable";
  readonly reason: string;
}

/** The Pushgateway could not be read completely. The message says why, as the end of a sentence. */
export class PushgatewayOutage extends Error {
  override readonly name = "PushgatewayOutage";
}
