import type { Issue } from "../../../lambda/model/issue.ts";
import { toIndex } from "./text-position.ts";

/** A change of the text that fixes an issue. */
export interface QuickFix {
  /** As in `Write 42.5`. */
  readonly title: string;
  readonly text: string;
}

/** The known fix for an issue of a payload in lines; undefined if only the author can know the right text. */
export const findQuickFix = (text: string, issue: Issue): QuickFix | undefined => {
  const whole = WHOLE_FIXES[issue.code];
  if (whole !== undefined) {
    return { title: whole.title, text: whole.change(text) };
  }
  const { location, code, family } = issue;
  if (code === "lint-counter-total" && family !== undefined && !family.endsWith("_total")) {
    return { title: `Rename to ${family}_total`, text: rename(text, family, `${family}_total`) };
  }
  if (location === undefined || !("line" in location)) {
    return undefined;
  }
  const index = toIndex(text, location);
  const place = {
    index,
    rest: /^[^\n]*/.exec(text.slice(index))![0],
    lineStart: text.lastIndexOf("\n", index - 1) + 1,
    blanks: index - text.slice(0, index).trimEnd().length,
  };
  const change = PLACE_FIXES[code]?.(place, issue);
  return change === undefined
    ? undefined
    : { title: change.title, text: text.slice(0, change.from) + change.insert + text.slice(change.to) };
};

/** Metric names contain no special characters of a pattern. */
const rename = (text: string, name: string, instead: string): string =>
  text.replace(new RegExp(`(?<![\\w:"])${name}(?![\\w:"])`, "g"), instead);

interface WholeFix {
  readonly title: string;
  readonly change: (text: string) => string;
}

const WHOLE_FIXES: Readonly<Record<string, WholeFix>> = {
  "final-newline-missing": { title: "Add the newline", change: (text) => `${text}\n` },
  "carriage-returns": { title: "Use line feeds", change: (text) => text.replaceAll("\r\n", "\n") },
  "byte-order-mark": { title: "Remove the mark", change: (text) => text.replace(/^\ufeff/, "") },
  "trailing-blanks": { title: "Remove the blanks", change: (text) => text.replace(/[ \t]+$/gm, "") },
  "empty-lines": { title: "Remove the lines", change: (text) => text.replace(/^\n/gm, "") },
  comments: {
    title: "Remove the comments",
    change: (text) => text.replace(/^#(?! (HELP|TYPE|UNIT|EOF)\b).*\n?/gm, ""),
  },
  "type-unknown-as-untyped": {
    title: "Write untyped",
    change: (text) => text.replace(/^(# TYPE \S+ )unknown/gm, "$1untyped"),
  },
  "eof-missing": { title: "Add # EOF", change: (text) => `${text}${/\n$/.test(text) ? "" : "\n"}# EOF\n` },
  "newlines-lost": {
    title: "Put back newlines",
    change: (text) =>
      `${text
        .replace(/("(?:[^"\\]|\\.)*")|\\n/g, (_, quoted: string | undefined) => quoted ?? "\n")
        .trimEnd()
        .replace(/(?!^)# (?=HELP|TYPE)/g, "\n# ")
        .replace(/(# TYPE \S+ (?:counter|gauge|histogram|summary|untyped))(?=\S)/g, "$1\n")}\n`,
  },
};

interface Place {
  readonly index: number;
  /** Of the rest of the line. */
  readonly rest: string;
  readonly lineStart: number;
  /** Before it. */
  readonly blanks: number;
}

interface Change {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Replaces what a pattern finds at the place. */
const rewrite =
  (pattern: RegExp, toText: (found: RegExpExecArray) => string) =>
  ({ index, rest }: Place): Change | undefined => {
    const found = pattern.exec(rest);
    if (found === null) {
      return undefined;
    }
    const insert = toText(found);
    return {
      title: insert === "" ? `Remove ${found[0].trim()}` : `Write ${insert}`,
      from: index + found.index,
      to: index + found.index + found[0].length,
      insert,
    };
  };

const insertAbove = ({ lineStart }: Place, line: string): Change => ({
  title: `Add ${line}`,
  from: lineStart,
  to: lineStart,
  insert: `${line}\n`,
});

/** Types by their first letter, which misspelt types usually have right. */
const TYPES: Readonly<Record<string, string>> = {
  c: "counter",
  g: "gauge",
  h: "histogram",
  s: "summary",
  u: "untyped",
};

const WORDS: Readonly<Record<string, string>> = {
  true: "1",
  false: "0",
  null: "NaN",
  none: "NaN",
  inf: "+Inf",
  infinity: "+Inf",
};

const toNumber = (word: string): string | undefined => {
  if (/^[+-]?\d+,\d+$/.test(word)) {
    return word.replace(",", ".");
  }
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(word)) {
    return word.replaceAll(",", "");
  }
  const [, quoted] = /^"([+-]?[\d.]+)"$/.exec(word) ?? [];
  return quoted ?? WORDS[word.toLowerCase()] ?? /^[+-]?\d+(\.\d+)?(?=[a-z%]+$)/i.exec(word)?.[0];
};

const fixValue = (place: Place): Change | undefined => {
  const number = toNumber(/^\S*/.exec(place.rest)![0]);
  return number === undefined ? undefined : rewrite(/^\S+/, () => number)(place);
};

const fixType = (place: Place): Change | undefined => {
  const [word = ""] = /\S+\s*$/.exec(place.rest) ?? [];
  const type = TYPES[word.charAt(0).toLowerCase()];
  return type === undefined ? undefined : rewrite(/\S+\s*$/, () => type)(place);
};

const doubleBackslash = rewrite(/^\\/, () => "\\\\");

const PLACE_FIXES: Readonly<Record<string, (place: Place, issue: Issue) => Change | undefined>> = {
  "value-invalid": fixValue,
  "type-unknown": fixType,
  "metric-name-unfinished": ({ index, rest, lineStart }) =>
    // The name starts the line, and its first wrong character is here.
    /^[-.]/.test(rest)
      ? { title: "Write _", from: Math.max(index, lineStart), to: index + 1, insert: "_" }
      : undefined,
  "label-equals-expected": rewrite(/^:/, () => "="),
  "label-quote-expected": rewrite(/^'([^'"\\]*)'|^([\w.-]+)/, ([, quoted, bare]) => `"${quoted ?? bare}"`),
  "escape-unknown": doubleBackslash,
  "help-escape-unknown": doubleBackslash,
  "timestamp-present": ({ index, rest, blanks }) => ({
    title: `Remove ${rest}`,
    from: index - blanks,
    to: index + rest.length,
    insert: "",
  }),
  "series-repeated": ({ lineStart, index, rest }) => ({
    title: "Remove the line",
    from: lineStart,
    to: index + rest.length + 1,
    insert: "",
  }),
  "lint-help-missing": (place, { family }) =>
    family === undefined ? undefined : insertAbove(place, `# HELP ${family} Say what it measures.`),
};
