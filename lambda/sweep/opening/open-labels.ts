import type { Idle } from "../../store/items.ts";
import type { ContractStore } from "../../store/store.ts";
import { type CountingTimes, countRun, firstCount } from "../garbage/idle.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { ContractUsage } from "../scan/contract-usage.ts";
import type { Scan } from "../scan/read-all.ts";
import { claimEntries } from "./claim-entries.ts";

/**
 * Clause 15: a label that becomes tracked is opened to keys once every group with it in its body has an entry for it,
 * and no function that does not know the label can still push. Returns the labels that are still opening.
 *
 * @param scan its `usage` has the needs for all labels that are tracked now, including those that are opening
 */
export const openLabels = async (
  { open, moment, usage }: Scan,
  configured: ReadonlySet<string>,
  { store, now }: Pick<RunPorts, "store" | "now">,
  times: CountingTimes,
): Promise<readonly string[]> => {
  const before = open.item.labels;
  const opening = new Map([...before].filter((entry): entry is [string, Idle] => entry[1] !== "open"));
  const added = [...configured].filter((label) => !before.has(label));
  if (opening.size === 0 && added.length === 0) {
    return [];
  }
  const isPlaced = opening.size > 0 && (await placeAll(usage, new Set(opening.keys()), store.contracts));
  const after = new Map(before);
  for (const label of added) {
    after.set(label, firstCount(moment, now()));
  }
  if (isPlaced) {
    for (const [label, idle] of opening) {
      const counted = countRun(idle, moment, now(), times);
      after.set(label, counted === "enough" ? "open" : counted === "same" ? idle : counted);
    }
  }
  await store.contracts.write({ ...open.item, labels: after }, open.version);
  return [...after].filter(([, state]) => state !== "open").map(([label]) => label);
};

/** Whether every group has its placements of these labels now. */
const placeAll = async (
  usage: ContractUsage,
  labels: ReadonlySet<string>,
  contracts: ContractStore,
): Promise<boolean> => {
  let isAll = true;
  for (const [job, placements] of usage.placementsOf(labels)) {
    const outcome = await claimEntries({ names: [], placements }, job, () => "opening", contracts);
    isAll &&= outcome === "held";
  }
  return isAll;
};
