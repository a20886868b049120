import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const exemplarLabelsTooLong = {
  code: "exemplar-labels-too-long",
  severity: "error",
  isRelaxable: true,
  requirement: "the names and values of an exemplar's labels have at most 128 characters together",
  reason: "Prometheus drops a longer exemplar silently",
  source:
    "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#exemplars; prometheus/prometheus model/exemplar/exemplar.go, ExemplarMaxLabelSetLength",
  fix: "Keep what identifies the trace, such as trace_id, and leave the other labels out.",
  good: `# TYPE runs counter\nruns_total 3 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 1\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total 3 # {trace_id="${"4bf92f35".repeat(16)}"} 1\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectExemplar({ labels }, { name }, { at }, report) {
    if (countUnits(labels.names) + countUnits(labels.values) <= MAX_CHARACTERS) {
      return;
    }
    const characters = countCharacters(labels.names) + countCharacters(labels.values);
    if (characters > MAX_CHARACTERS) {
      report(
        at,
        name,
        () =>
          `the labels of an exemplar of ${quote(name)} have ${characters} characters; expected at most ${MAX_CHARACTERS}, names and values together`,
      );
    }
  },
} satisfies Rule;

const MAX_CHARACTERS = 128;

const countUnits = (texts: readonly string[]): number => {
  let units = 0;
  for (const text of texts) {
    units += text.length;
  }
  return units;
};

/** In code points, as Prometheus counts. */
const countCharacters = (texts: readonly string[]): number => {
  let characters = 0;
  for (const text of texts) {
    for (const _ of text) {
      characters++;
    }
  }
  return characters;
};
