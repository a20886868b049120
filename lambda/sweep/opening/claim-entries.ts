import { during } from "../../model/outage.ts";
import { decide, keysOf } from "../../store/contracts/decide.ts";
import type { LabelState } from "../../store/contracts/decide-placement.ts";
import type { Needs } from "../../store/contracts/needs.ts";
import { type ContractStore, StoreOutage } from "../../store/store.ts";

/** `again`: a rival wrote an item at the same time, or the store did not answer. */
export type ClaimOutcome = "held" | "conflict" | "again";

/** Creates the entries that a group needs, as a push does (clause 2). They belong to no client. */
export const claimEntries = async (
  needs: Needs,
  job: string,
  labelState: (label: string) => LabelState,
  contracts: ContractStore,
): Promise<ClaimOutcome> => {
  const items = await contracts.read(keysOf(needs, job)).catch(during(StoreOutage, undefined));
  if (items === undefined) {
    return "again";
  }
  const { conflicts, writes } = decide(needs, items, { by: undefined, job, labelState });
  if (conflicts.length > 0) {
    return "conflict";
  }
  for (const { item, expected } of writes) {
    const written = await contracts.write(item, expected);
    if (written.kind !== "done") {
      return "again";
    }
  }
  return "held";
};
