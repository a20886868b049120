import type { Client } from "../model/client.ts";
import { toMatcher } from "../model/glob.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import { OWN_JOB } from "../model/grouping-key.ts";
import { quote } from "../model/issue.ts";
import type { BoundReadRight } from "../model/read-right.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { matchesGrouping, matchesJob } from "./group-match.ts";

/**
 * Returns the first right to read that allows the group of this key. The job of the proxy's own metrics is allowed only
 * by a right that names it literally, not by a star or a claim. Refuses with `group-not-granted`.
 */
export const authorizeRead = (
  { reads }: Pick<Client, "reads">,
  key: GroupingKey,
): Result<BoundReadRight, Refusal> => {
  const right = reads.find(
    (read) =>
      matchesJob(read, key) &&
      matchesGrouping(read, key) &&
      (key.job !== OWN_JOB || read.right.job === OWN_JOB),
  );
  return right === undefined
    ? refuse(
        "group-not-granted",
        `this client has no right to read this group of job ${quote(key.job)}; ask the operator of the proxy for the right (reads)`,
      )
    : ok(right);
};

/** Whether a client's page contains a job's groups. */
export type ScrapedJobs = (job: string) => boolean;

/**
 * Returns the jobs on the client's page. The job of the proxy's own metrics is on it only if the right names it
 * literally. Refuses clients that may not scrape with `group-not-granted`.
 */
export const authorizeScrape = ({ scrape }: Pick<Client, "scrape">): Result<ScrapedJobs, Refusal> => {
  if (scrape === undefined) {
    return refuse(
      "group-not-granted",
      "this client has no right to read the page; ask the operator of the proxy for it (scrape)",
    );
  }
  const { jobs } = scrape;
  const matches = toMatcher(jobs);
  return ok((job) => (job === OWN_JOB ? jobs.includes(job) : matches(job)));
};
