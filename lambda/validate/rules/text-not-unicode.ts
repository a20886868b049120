import type { Rule } from "../rule.ts";

/** Decoders check that text and protobuf are UTF-8. In JSON half of a surrogate pair can be written as an escape. */
export const textNotUnicode = {
  code: "text-not-unicode",
  severity: "error",
  isRelaxable: false,
  requirement: "label values, HELP texts and the labels of exemplars are whole Unicode characters",
  reason: "Prometheus refuses a whole scrape that has a HELP text or label value that is not UTF-8",
  source: "tried on Pushgateway 1.11.3 and Prometheus 3: help text is not a valid utf8 string",
  fix: "Write characters beyond U+FFFF as whole surrogate pairs, or as UTF-8.",
  good: `[{"name":"a","type":"gauge","help":"\\ud83d\\ude00","metrics":[{"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","help":"\\ud83d","metrics":[{"value":1}]}]`,
  exampleFormat: "json",
  inspectFamily(family, { format }, report) {
    if (format.hasWholeCharacters) {
      return;
    }
    if (family.unit?.isWellFormed() === false) {
      report(family.at, family.name, () => describeHalf("unit"));
    }
    if (!family.help.isWellFormed()) {
      report(family.at, family.name, () => describeHalf("HELP text"));
    }
    for (const { labels, at } of family.metrics) {
      if (labels.values.some((value) => !value.isWellFormed())) {
        report(at, family.name, () => describeHalf("label value"));
      }
    }
  },
  inspectExemplar({ labels: { names, values } }, { name }, { at }, report, { format }) {
    if (!format.hasWholeCharacters && !(names.every(isWellFormed) && values.every(isWellFormed))) {
      report(at, name, () => describeHalf("label of an exemplar"));
    }
  },
} satisfies Rule;

const isWellFormed = (text: string): boolean => text.isWellFormed();

const describeHalf = (what: string): string =>
  `a ${what} has half of a surrogate pair, which is not a character; write the character itself or both halves`;
