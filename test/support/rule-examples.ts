import { GroupingKey } from "../../lambda/model/grouping-key.ts";

/** The grouping key that the first line of a rule's example names, for instance `# PUT /metrics/job/a/instance/b`. */
export const keyOfExample = (payload: string): GroupingKey => {
  const path = /^# PUT \/metrics\/job\/(.*)/.exec(payload)?.[1] ?? "test";
  const [job = "", name, value] = path.split("/");
  return GroupingKey.of(job, name === undefined ? [] : [{ name, value: value ?? "" }]);
};
