import type { LiveState } from "../agree/live-state.ts";

export interface JobSize {
  readonly job: string;
  readonly groups: number;
  readonly series: number;
}

/** The jobs that have the most series, largest first. */
export const topJobs = ({ groups }: LiveState, most: number): readonly JobSize[] => {
  const sizes = new Map<string, JobSize>();
  for (const { key, series } of groups.values()) {
    const size = sizes.get(key.job) ?? { job: key.job, groups: 0, series: 0 };
    sizes.set(key.job, { job: key.job, groups: size.groups + 1, series: size.series + series });
  }
  return [...sizes.values()].sort((a, b) => b.series - a.series).slice(0, most);
};
