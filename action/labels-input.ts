import { GroupingKey, type GroupingLabel } from "../lambda/model/grouping-key.ts";
import { quote } from "../lambda/model/issue.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { checkLabelName, parseGroupingKey } from "../lambda/request/parse-grouping-key.ts";

/** Parses the inputs `job` and `labels` (one `name=value` per line) as the key of a group. */
export const parseKeyInputs = (job: string, labels: string): Result<GroupingKey, string> => {
  if (job === "") {
    return err("job is missing: give the job of the group to push to, for instance ci");
  }
  const parsed = parseLabels("labels", labels);
  return parsed.ok ? checkKey(GroupingKey.of(job, parsed.value)) : parsed;
};

/** Variables of a shell in `labels`. GitHub does not replace them, and no other value is likely to look like one. */
export const findVariables = (labels: string): readonly string[] =>
  labels.match(/\$(?:\{.*?\}+|[A-Z_][A-Z0-9_]*)/g) ?? [];

/** Parses labels of a group, one `name=value` per line, from the input `input`. */
export const parseLabels = (
  input: "labels" | "compare",
  text: string,
): Result<readonly GroupingLabel[], string> => {
  const found = new Map<string, string>();
  for (const line of text.split("\n").filter((content) => content.trim() !== "")) {
    const label = parseLabel(input, line.trim());
    if (!label.ok) {
      return label;
    }
    if (found.has(label.value.name)) {
      return err(`${input} names ${quote(label.value.name)} twice`);
    }
    found.set(label.value.name, label.value.value);
  }
  return ok([...found].map(([name, value]) => ({ name, value })));
};

const parseLabel = (input: string, line: string): Result<GroupingLabel, string> => {
  const [, name, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    return err(`${input} has ${quote(line)}, expected name=value on its own line, for instance branch=main`);
  }
  if (name.trim() === "job") {
    return err(`${input} has job, which is a separate input`);
  }
  const issue = checkLabelName(name.trim());
  return issue === undefined ? ok({ name: name.trim(), value: value.trim() }) : err(`${input}: ${issue}`);
};

/** The proxy parses the path again. Its issues of values and of the length are reported here, before the request. */
const checkKey = (key: GroupingKey): Result<GroupingKey, string> => {
  const read = parseGroupingKey(key.path);
  return read.ok ? read : err(`job and labels: ${read.error.detail}`);
};

/** The key in Prometheus' form of label sets, for messages. */
export const printKey = ({ job, labels }: Pick<GroupingKey, "job" | "labels">): string =>
  `{${[{ name: "job", value: job }, ...labels].map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
