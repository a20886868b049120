import type { MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import type { ShownFamily } from "../../store/contracts/family-shapes.ts";

/** The start time if there is no Pushgateway. Then the groups of the store are read instead. */
export const NO_PUSHGATEWAY = "";

/** What the Pushgateway holds, read group by group: all of it together would not fit a small function. */
export interface PushgatewayReader {
  /** Its start time, from its status. Equal texts mean that it is the same process. */
  readStart(): Promise<string>;
  /** Throws {@link PushgatewayOutage} when it cannot be read to its end in time, as {@link readStart} does. */
  readGroups(): AsyncIterable<SeenGroup | UnreadableGroup>;
}

/** A group as the Pushgateway holds it, without the families that the Pushgateway and the proxy add to it. */
export interface SeenGroup {
  readonly kind: "group";
  readonly key: GroupingKey;
  /**
   * The path that deletes this very group: the canonical one, unless somebody pushed past the proxy with labels that have
   * empty values, which are a separate group there.
   */
  readonly exactPath: string;
  /** The version that its marker names; undefined: the proxy did not write it. */
  readonly markerMs: number | undefined;
  /** When it was last pushed successfully, by the Pushgateway's clock; 0 when it never was. */
  readonly pushedAtMs: number;
  readonly families: readonly ShownFamily[];
  /** Exposed series. */
  readonly series: number;
  /** Its content. Throws {@link PushgatewayOutage} when it cannot be read as a whole. */
  readFamilies(): Promise<readonly MetricFamily[]>;
}

export interface UnreadableGroup {
  readonly kind: "unreadable";
  readonly reason: string;
}

/** The Pushgateway could not be read to its end. */
export class PushgatewayOutage extends Error {
  override readonly name = "PushgatewayOutage";
}
