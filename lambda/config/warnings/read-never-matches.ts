import { globOfAnyClaims, globsOverlap } from "../../model/glob.ts";
import { OWN_JOB } from "../../model/grouping-key.ts";
import { quote } from "../../model/issue.ts";
import type { Warning } from "../config-issue.ts";
import type { WrittenConfig } from "../schema.ts";
import { canPush, grantsOf, readsOf } from "../written-callers.ts";

/** A right to read groups that no client may push is most likely misspelt. */
export const readNeverMatches: Warning = (config) => {
  const pushed = grantsOf(config)
    .filter(canPush)
    .map(({ grant }) => grant);
  return [
    ...readsOf(config)
      .filter(({ read }) => read.job !== OWN_JOB && !pushed.some((grant) => share(read, grant)))
      .map(({ path, read }) => ({
        path,
        text: `no grant lets anybody push a group that this allows to read (job ${quote(read.job)}, ${describeLabels(read)})`,
      })),
    ...scrapedJobsOf(config)
      .filter(({ job }) => job !== OWN_JOB && !pushed.some((grant) => overlap(job, grant.job)))
      .map(({ path, job }) => ({
        path,
        text: `no grant lets anybody push to a job that matches ${quote(job)}`,
      })),
  ];
};

interface WrittenKeyPattern {
  readonly job: string;
  readonly grouping: Readonly<Record<string, string>>;
}

/** Whether one key can match both: each lists the labels that the other requires, and their values overlap. */
const share = (one: WrittenKeyPattern, other: WrittenKeyPattern): boolean =>
  overlap(one.job, other.job) && has(one, other) && has(other, one);

const has = (one: WrittenKeyPattern, needs: WrittenKeyPattern): boolean =>
  Object.entries(needs.grouping)
    .filter(([label]) => !label.endsWith("?"))
    .every(([label, value]) => {
      const listed = [label, `${label}?`].find((name) => Object.hasOwn(one.grouping, name));
      return listed !== undefined && overlap(one.grouping[listed] ?? "", value);
    });

const overlap = (one: string, other: string): boolean =>
  globsOverlap(globOfAnyClaims(one), globOfAnyClaims(other));

const describeLabels = ({ grouping }: WrittenKeyPattern): string => {
  const labels = Object.keys(grouping);
  return labels.length === 0 ? "no label beside it" : `labels ${labels.map(quote).join(", ")}`;
};

const scrapedJobsOf = ({ clients }: WrittenConfig) =>
  clients.flatMap(({ scrape }, client) =>
    (scrape?.jobs ?? []).map((job, index) => ({ job, path: ["clients", client, "scrape", "jobs", index] })),
  );
