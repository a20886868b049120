import type { ScrapedJobs } from "../authorize/authorize-read.ts";
import { matchesGlob, parseGlob } from "../model/glob.ts";

/** Of the jobs that a client may scrape, those that one of the filters matches; all of them without a filter. */
export const filterJobs = (scraped: ScrapedJobs, filters: readonly string[]): ScrapedJobs => {
  const globs = filters.map(parseGlob);
  return (job) => scraped(job) && (globs.length === 0 || globs.some((glob) => matchesGlob(glob, job)));
};
