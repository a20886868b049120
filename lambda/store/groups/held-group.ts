import type { MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { type AdoptableType, toAdoptable } from "../contracts/decide-name.ts";
import { type Needs, NO_NEEDS, toNeeds } from "../contracts/needs.ts";
import type { GroupItem, LiveGroup } from "../items.ts";
import { decodeContent, readContent } from "./content.ts";
import type { DraftContext } from "./draft.ts";
import { toFingerprint } from "./fingerprint.ts";

/** The store's version of a group, decoded only when needed. */
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

  /** Throws a TypeError if the content is damaged: a POST cannot keep what it cannot read. */
  get families(): readonly MetricFamily[] {
    this.#families ??= this.live === undefined ? [] : decodeContent(this.live.content);
    return this.#families;
  }

  /** None if the content is damaged, so that a PUT can replace it. */
  get #readable(): readonly MetricFamily[] {
    this.#families ??= this.live === undefined ? [] : readContent(this.live.content);
    return this.#families ?? [];
  }

  /** The type of untyped samples of the family in this group. */
  adoptedType(family: string): AdoptableType | undefined {
    this.#types ??= new Map(this.#readable.map(({ name, type }) => [name, type]));
    return toAdoptable(this.#types.get(family));
  }

  /**
   * The entries that certainly exist for this version. A version that was written for another table or other tracked
   * labels may lack some, which are then checked again.
   */
  needs(key: GroupingKey, { table, trackedLabels }: DraftContext): Needs {
    const isSure = this.live?.fingerprint === toFingerprint(this.#readable, table, trackedLabels);
    return isSure ? toNeeds(this.#readable, key, trackedLabels) : NO_NEEDS;
  }
}
