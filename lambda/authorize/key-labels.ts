import type { ProxyConfig } from "../config/proxy-config.ts";
import { type Glob, globOfAnyClaims, matchesGlob } from "../model/glob.ts";

/** The labels beside `job` that a body of a job may set only as its grant allows, each with the reason. */
export type KeyLabels = (job: string) => ReadonlyMap<string, KeyLabelReason>;

/**
 * `grouping`: grouping keys of the job can have the label, by any grant of any client or issuer. A body that sets it could
 * imitate a group of a client that has that grant. `external`: remote write adds the label to the series of the job. A body
 * that sets it could imitate a series of another deployment, or become equal to a series without the label.
 */
export type KeyLabelReason = "grouping" | "external";

export const createKeyLabels = ({
  clients,
  issuers,
  remoteWrite,
}: Pick<ProxyConfig, "clients" | "issuers" | "remoteWrite">): KeyLabels => {
  const patterns: Patterns = { grouping: new Map(), external: new Map() };
  for (const { job, grouping } of [...clients, ...issuers].flatMap(({ grants }) => grants)) {
    for (const { label } of grouping) {
      addPattern(patterns.grouping, label, job);
    }
  }
  for (const { jobs, externalLabels } of remoteWrite) {
    for (const label of Object.keys(externalLabels)) {
      for (const job of jobs) {
        addPattern(patterns.external, label, job);
      }
    }
  }
  return (job) =>
    new Map(
      (["external", "grouping"] as const).flatMap((reason) =>
        [...patterns[reason]]
          .filter(([, jobs]) => matchesJob(jobs, job))
          .map(([label]) => [label, reason] as const),
      ),
    );
};

type Patterns = Readonly<Record<KeyLabelReason, Map<string, JobPatterns>>>;

const addPattern = (patterns: Map<string, JobPatterns>, label: string, job: string): void => {
  const known = patterns.get(label) ?? { exact: new Set(), globs: new Map() };
  patterns.set(label, known);
  addJob(known, job);
};

/** A label can have one job pattern per client, so jobs without a star are looked up instead of compared one by one. */
interface JobPatterns {
  readonly exact: Set<string>;
  readonly globs: Map<string, Glob>;
}

const addJob = ({ exact, globs }: JobPatterns, job: string): void => {
  const glob = globOfAnyClaims(job);
  if (glob.length === 1) {
    exact.add(job);
  } else {
    globs.set(glob.join("*"), glob);
  }
};

const matchesJob = ({ exact, globs }: JobPatterns, job: string): boolean =>
  exact.has(job) || [...globs.values()].some((glob) => matchesGlob(glob, job));
