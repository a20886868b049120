import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const exemplarLabelInvalid = {
  code: "exemplar-label-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "every label of an exemplar has a name, and no name occurs twice",
  reason: "a label without a name or with two values does not lead to a trace",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#labelset",
  fix: "Name each label once.",
  good: `# TYPE runs counter\nruns_total 3 # {trace_id="1",span_id="2"} 1\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total 3 # {trace_id="1",trace_id="2"} 1\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectExemplar({ labels: { names } }, { name: family }, { at }, report) {
    const invalid = findInvalid(names);
    if (invalid !== undefined) {
      report(at, family, () =>
        invalid === ""
          ? `an exemplar of ${quote(family)} has a label without a name; expected a name such as trace_id`
          : `an exemplar of ${quote(family)} has the label ${quote(invalid)} twice; expected it once`,
      );
    }
  },
} satisfies Rule;

const findInvalid = (names: readonly string[]): string | undefined => {
  let before: string | undefined;
  for (const name of names) {
    if (name === "" || name === before) {
      return name;
    }
    before = name;
  }
  return undefined;
};
