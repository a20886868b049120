import { GroupingKey } from "../../lambda/model/grouping-key.ts";

export const keyOf = (job: string, labels: Readonly<Record<string, string>> = {}): GroupingKey =>
  GroupingKey.of(
    job,
    Object.entries(labels).map(([name, value]) => ({ name, value })),
  );
