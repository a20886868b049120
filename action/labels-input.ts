import { GroupingKey, type GroupingLabel } from "../lambda/model/grouping-key.ts";
import { quote } from "../lambda/model/issue.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { checkLabelName, parseGroupingKey } from "../lambda/request/parse-grouping-key.ts";

/** Reads the inputs `job` and `labels` (one `name=value` a line) as the key of a group. */
export const parseKeyInputs = (job: string, labels: string): Result<GroupingKey, string> => {
  if (job === "") {
    return err("job is missing: give the job of the group to push to, for instance ci");
  }
  const found = new Map<string, string>();
  for (const line of labels.split("\n").filter((text) => text.trim() !== "")) {
    const label = parseLabel(line.trim());
    if (!label.ok) {
      return label;
    }
    if (found.has(label.value.name)) {
      return err(`labels names ${quote(label.value.name)} twice`);
    }
    found.set(label.value.name, label.value.value);
  }
  return checkKey(GroupingKey.of(job, toLabels(found)));
};

const parseLabel = (line: string): Result<GroupingLabel, string> => {
  const [, name, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    return err(`labels has ${quote(line)}, expected name=value on its own line, for instance branch=main`);
  }
  if (name.trim() === "job") {
    return err("labels has job, which is a separate input");
  }
  const issue = checkLabelName(name.trim());
  return issue === undefined ? ok({ name: name.trim(), value: value.trim() }) : err(`labels: ${issue}`);
};

const toLabels = (found: ReadonlyMap<string, string>): readonly GroupingLabel[] =>
  [...found].map(([name, value]) => ({ name, value }));

/** The proxy reads the path again: what it would say of values and of the length is better said before. */
const checkKey = (key: GroupingKey): Result<GroupingKey, string> => {
  const read = parseGroupingKey(key.path);
  return read.ok ? read : err(`job and labels: ${read.error.detail}`);
};

/** The key as Prometheus writes label sets, for people. */
export const printKey = ({ job, labels }: GroupingKey): string =>
  `{${[{ name: "job", value: job }, ...labels].map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
