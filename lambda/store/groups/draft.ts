import { countAllSeries, type MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { adoptTypes, areCounts } from "../contracts/adoption.ts";
import type { AdoptableType } from "../contracts/decide-name.ts";
import type { StorePorts } from "../group-push.ts";
import type { LiveGroup } from "../items.ts";
import { countBytes } from "../limits/counted-bytes.ts";
import { encodeContent } from "./content.ts";
import { toFingerprint } from "./fingerprint.ts";

/** Families in the form of the store. */
export interface Draft {
  readonly families: readonly MetricFamily[];
  readonly content: Uint8Array;
  readonly fingerprint: string;
  readonly countedBytes: number;
}

/** What a fingerprint depends on beside the families. */
export interface DraftContext {
  readonly table: string;
  readonly trackedLabels: ReadonlySet<string>;
}

export const toContext = ({ store, hints }: Pick<StorePorts, "store" | "hints">): DraftContext => ({
  table: store.groups.table,
  trackedLabels: hints.trackedLabels,
});

export const toDraft = (
  families: readonly MetricFamily[],
  key: GroupingKey,
  { table, trackedLabels }: DraftContext,
): Draft => {
  const content = encodeContent(families);
  const fingerprint = toFingerprint(families, table, trackedLabels);
  return { families, content, fingerprint, countedBytes: countBytes(families, key, content) };
};

/** The group as the store keeps it. */
export const toLiveGroup = (
  { families, content, fingerprint, countedBytes }: Draft,
  group: Pick<LiveGroup, "path" | "atMs" | "id" | "owner">,
): LiveGroup => ({
  state: "live",
  ...group,
  fingerprint,
  content,
  series: countAllSeries(families),
  countedBytes,
});

/** The families in their guessed types, without guesses that their values exclude. */
export const adoptGuessed = (
  families: readonly MetricFamily[],
  guess: (family: string) => AdoptableType | undefined,
): readonly MetricFamily[] =>
  adoptTypes(families, (family) => {
    const type = guess(family.name);
    return type === "counter" && !areCounts(family) ? undefined : type;
  });
