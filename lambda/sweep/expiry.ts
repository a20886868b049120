import type { ExpiryRule } from "../config/proxy-config.ts";
import { type Glob, matchesGlob, parseGlob } from "../model/glob.ts";

/** Says when a group of this job is stale, in milliseconds after its last push; undefined: never. */
export type Expiry = (job: string) => number | undefined;

/** The longest pattern that matches a job decides; of equally long ones the first. */
export const createExpiry = (rules: readonly ExpiryRule[]): Expiry => {
  const longestFirst = [...rules]
    .sort((a, b) => b.job.length - a.job.length)
    .map(({ job, afterSeconds }): { readonly glob: Glob; readonly afterMs: number } => ({
      glob: parseGlob(job),
      afterMs: afterSeconds * 1_000,
    }));
  return (job) => longestFirst.find(({ glob }) => matchesGlob(glob, job))?.afterMs;
};
