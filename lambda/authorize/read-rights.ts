import type { Client } from "../model/client.ts";
import { matchesGlob, parseGlob } from "../model/glob.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import { OWN_JOB } from "../model/own-job.ts";
import { matchesGrouping, matchesJob } from "./group-match.ts";

/**
 * Whether some right to read allows the group of this key. The job of the proxy's own metrics must be written out: neither a star
 * nor a claim stands for it.
 */
export const mayRead = ({ reads }: Pick<Client, "reads">, key: GroupingKey): boolean =>
  reads.some(
    (read) =>
      matchesJob(read, key) &&
      matchesGrouping(read, key) &&
      (key.job !== OWN_JOB || read.right.job === OWN_JOB),
  );

/** Whether the right to scrape has groups of this job. The job of the proxy's own metrics must be written out. */
export const createScrapedJobs = ({ jobs }: NonNullable<Client["scrape"]>): ((job: string) => boolean) => {
  const globs = jobs.map(parseGlob);
  return (job) => (job === OWN_JOB ? jobs.includes(job) : globs.some((glob) => matchesGlob(glob, job)));
};
