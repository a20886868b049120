import type { JobSize } from "./run-report.ts";
import type { ScannedLive } from "./scan.ts";

const MAX_JOBS = 20;

/** The jobs that have the most series, largest first. */
export const topJobs = (groups: Iterable<Pick<ScannedLive, "key" | "series">>): readonly JobSize[] => {
  const sizes = new Map<string, JobSize>();
  for (const { key, series } of groups) {
    const size = sizes.get(key.job) ?? { job: key.job, groups: 0, series: 0 };
    sizes.set(key.job, { job: key.job, groups: size.groups + 1, series: size.series + series });
  }
  return [...sizes.values()].sort((a, b) => b.series - a.series).slice(0, MAX_JOBS);
};
