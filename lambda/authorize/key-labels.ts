import type { ProxyConfig } from "../config/proxy-config.ts";
import { type Glob, matchesGlob, parseTemplate } from "../model/glob.ts";

/**
 * The labels beside `job` that grouping keys of a job can have, by any grant of any client or issuer. A body that sets
 * one of them could imitate a group of a client that has that grant.
 */
export type KeyLabels = (job: string) => ReadonlySet<string>;

export const createKeyLabels = ({
  clients,
  issuers,
}: Pick<ProxyConfig, "clients" | "issuers">): KeyLabels => {
  const patterns = new Map<string, JobPatterns>();
  for (const { job, grouping } of [...clients, ...issuers].flatMap(({ grants }) => grants)) {
    for (const { label } of grouping) {
      const known = patterns.get(label) ?? { exact: new Set(), globs: new Map() };
      patterns.set(label, known);
      addJob(known, job);
    }
  }
  return (job) => new Set([...patterns].filter(([, jobs]) => matchesJob(jobs, job)).map(([label]) => label));
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

/** The pattern for callers with unknown claims: a claim can then be any text. */
export const globOfAnyClaims = (template: string): Glob =>
  parseTemplate(template)
    .map((part) => (part.kind === "text" ? part.text : "*"))
    .join("")
    .split("*");

const matchesJob = ({ exact, globs }: JobPatterns, job: string): boolean =>
  exact.has(job) || [...globs.values()].some((glob) => matchesGlob(glob, job));
