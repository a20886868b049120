import { decide, keysOf } from "../../store/decide.ts";
import type { LabelState } from "../../store/decide-placement.ts";
import type { Needs } from "../../store/needs.ts";
import type { ContractStore } from "../../store/store.ts";

/** `again`: somebody else wrote an item at the same time, or the store did not answer. */
export type ClaimOutcome = "held" | "conflict" | "again";

/** Creates the entries that a group needs, as a push does (clause 2), for nobody in particular. */
export const claimEntries = async (
  needs: Needs,
  job: string,
  labelState: (label: string) => LabelState,
  contracts: ContractStore,
): Promise<ClaimOutcome> => {
  const items = await contracts.read(keysOf(needs, job));
  const { conflicts, writes } = decide(needs, items, { by: undefined, job, labelState });
  if (conflicts.length > 0) return "conflict";
  for (const { item, expected } of writes) {
    const written = await contracts.write(item, expected);
    if (written.kind !== "done") return "again";
  }
  return "held";
};
