import { matchesGlob } from "../model/glob.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { BoundKeyPattern } from "../model/key-pattern.ts";
import type { PushRequest } from "../model/push-request.ts";

/** The parts of a push that decide whether its group is granted. */
export type GroupRequest = Pick<PushRequest, "method" | "key" | "isDryRun">;

export const matchesJob = ({ job }: BoundKeyPattern, key: GroupingKey): boolean =>
  job !== undefined && matchesGlob(job, key.job);

/** Every label of the key is listed and matches, and every required label is in the key. */
export const matchesGrouping = (grant: BoundKeyPattern, key: GroupingKey): boolean =>
  key.labels.every(({ name, value }) => allowsLabel(grant, name, value)) &&
  missingLabels(grant, key).length === 0;

/** Whether the grant lists the label and the value matches. */
export const allowsLabel = ({ grouping }: BoundKeyPattern, name: string, value: string): boolean => {
  const pattern = grouping.get(name)?.value;
  return pattern !== undefined && matchesGlob(pattern, value);
};

export const missingLabels = ({ grouping }: BoundKeyPattern, key: GroupingKey): readonly string[] =>
  [...grouping]
    .filter(([name, { isOptional }]) => !isOptional && key.get(name) === undefined)
    .map(([name]) => name);
