import type { ExpiryRule } from "../../config/proxy-config.ts";
import { forEachConcurrently } from "../../model/for-each-concurrently.ts";
import { type Glob, matchesGlob, parseGlob } from "../../model/glob.ts";
import { OWN_JOB } from "../../model/grouping-key.ts";
import { toGoneOfAll } from "../../store/groups/gone.ts";
import type { Tombstone } from "../../store/items.ts";
import { type RelayCurrentPorts, type RelayTimes, relayOrUnanswered } from "../repair/relay-current.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { ScannedLive, StoreScan } from "../scan/scan-groups.ts";

export type ExpirePorts = RelayCurrentPorts & Pick<RunPorts, "createId">;

export interface ExpireOutcome {
  /** Paths of expired groups. */
  readonly expired: readonly string[];
  /** Groups whose deletion the Pushgateway did not answer. The next run deletes them there. */
  readonly failed: readonly string[];
}

const AT_ONCE = 16;

/**
 * Clause 9: replaces each group that is older than its rule allows with a tombstone, unless it was pushed since the
 * scan.
 */
export const expireGroups = async (
  { live }: StoreScan,
  expiry: Expiry,
  ports: ExpirePorts,
  times: RelayTimes,
): Promise<ExpireOutcome> => {
  const expired: string[] = [];
  const failed: string[] = [];
  await forEachConcurrently(findExpired(live.values(), expiry, ports.now()), AT_ONCE, async (group) => {
    const { path } = group;
    const restsOnMs = ports.now();
    const atMs = Math.max(restsOnMs, group.atMs + 1);
    const held = ports.store.groups.gone === "kept" ? await readHeld(group, ports) : {};
    if (held === undefined) {
      return;
    }
    const item: Tombstone = { state: "deleted", path, atMs, id: ports.createId(), idle: undefined, ...held };
    if ((await ports.store.groups.write(item, group)).kind !== "done") {
      return;
    }
    expired.push(path);
    if ((await relayOrUnanswered({ item, restsOnMs }, ports, times)) === "unanswered") {
      failed.push(path);
    }
  });
  return { expired, failed };
};

/** The series that the tombstone must remember. Undefined: the group was written since the scan. */
const readHeld = async (
  { path, atMs, id }: ScannedLive,
  { store, now }: ExpirePorts,
): Promise<Pick<Tombstone, "gone"> | undefined> => {
  const current = await store.groups.read(path);
  return current?.atMs === atMs && current.id === id ? { gone: toGoneOfAll(current, now()) } : undefined;
};

const findExpired = (groups: Iterable<ScannedLive>, expiry: Expiry, nowMs: number): readonly ScannedLive[] =>
  [...groups].filter(({ key, atMs }) => {
    const afterMs = expiry(key.job);
    // Each run writes the proxy's own group, and rules for pushes do not apply to it.
    return key.job !== OWN_JOB && afterMs !== undefined && atMs < nowMs - afterMs;
  });

/** How long after its last push a group of this job expires, in milliseconds; undefined: never. */
export type Expiry = (job: string) => number | undefined;

/** The longest matching pattern decides; of equally long ones the first. */
export const createExpiry = (rules: readonly ExpiryRule[]): Expiry => {
  const longestFirst = [...rules]
    .sort((a, b) => b.job.length - a.job.length)
    .map(({ job, afterSeconds }): { readonly glob: Glob; readonly afterMs: number } => ({
      glob: parseGlob(job),
      afterMs: afterSeconds * 1_000,
    }));
  return (job) => longestFirst.find(({ glob }) => matchesGlob(glob, job))?.afterMs;
};
