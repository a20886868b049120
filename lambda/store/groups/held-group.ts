import type { MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { type AdoptableType, toAdoptable } from "../contracts/decide-name.ts";
import { shapesOf } from "../contracts/family-shapes.ts";
import { type Needs, NO_NEEDS, toNeeds } from "../contracts/needs.ts";
import type { GroupItem, LiveGroup } from "../items.ts";
import { decodeContent } from "./content.ts";
import { toFingerprint } from "./fingerprint.ts";

/** What the store has of a group, decoded only when that is asked for. */
export class HeldGroup {
  readonly item: GroupItem | undefined;
  /** Undefined: there is no group, or it was deleted. */
  readonly live: LiveGroup | undefined;
  #families: readonly MetricFamily[] | undefined;
  #types: ReadonlyMap<string, MetricFamily["type"]> | undefined;

  constructor(item: GroupItem | undefined) {
    this.item = item;
    this.live = item?.state === "live" ? item : undefined;
  }

  get families(): readonly MetricFamily[] {
    this.#families ??= this.live === undefined ? [] : decodeContent(this.live.content);
    return this.#families;
  }

  /** What untyped samples of the family would be here. */
  adoptedType(family: string): AdoptableType | undefined {
    this.#types ??= new Map(this.families.map(({ name, type }) => [name, type]));
    return toAdoptable(this.#types.get(family));
  }

  /**
   * The entries that this version has for certain. A version that was written for another table or other tracked labels
   * may lack some, which then are looked at again.
   */
  needs(key: GroupingKey, table: string, trackedLabels: ReadonlySet<string>): Needs {
    const isSure = this.live?.fingerprint === toFingerprint(this.families, table, trackedLabels);
    return isSure ? toNeeds(shapesOf(this.families, key, trackedLabels), key, trackedLabels) : NO_NEEDS;
  }
}
