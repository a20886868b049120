import { isLabelName, isMetricName, type SourcePosition } from "../../model/exposition.ts";
import { MAX_LABELS } from "../part-limit.ts";
import { CLOSE_BRACE, COMMA, EQUALS, isLabelNameByte, QUOTE, skipBlanks } from "./bytes.ts";
import { readEscapedValue } from "./escapes.ts";
import type { IssueLog } from "./issue-log.ts";
import type { LineCursor } from "./line-cursor.ts";
import type { TextPayload } from "./payload.ts";

/** A name in double quotes. Prometheus 3 writes names outside the classic character set like this. */
interface QuotedName {
  readonly name: string;
  readonly at: SourcePosition;
  readonly isMetric: boolean;
}

/**
 * Finds names in double quotes, which no family can have. It is called if a line does not match the classic grammar, so
 * that the issue is about the name and not about the quote. Each metric name is reported once for a payload.
 */
export class QuotedNames {
  readonly #payload: TextPayload;
  readonly #cursor: LineCursor;
  readonly #log: Pick<IssueLog<never>, "rawIssue">;
  readonly #metrics = new Set<string>();

  constructor(payload: TextPayload, cursor: LineCursor, log: Pick<IssueLog<never>, "rawIssue">) {
    this.#payload = payload;
    this.#cursor = cursor;
    this.#log = log;
  }

  /**
   * Reports the quoted names outside the classic character set in a series whose labels cannot be read. The labels
   * start at `start`, after the brace. `family` is the name before the brace, if there is one. Returns the start of the
   * next line, or -1 if there are no such names.
   */
  skipSeries(start: number, family?: string): number {
    const quoted = findQuotedNames(this.#payload, start);
    if (quoted === undefined) {
      return -1;
    }
    const metric = family ?? quoted.find(({ isMetric }) => isMetric)?.name;
    const newer = quoted.filter(isNewer);
    if (metric === undefined || newer.length === 0) {
      return -1;
    }
    for (const found of newer) {
      this.#report(found, metric);
    }
    return this.#cursor.nextLine(start);
  }

  /** Does the same for a HELP, TYPE or UNIT line whose name should start at `start`. */
  skipComment(start: number): number {
    const read =
      this.#payload.bytes[start] === QUOTE ? readEscapedValue(this.#payload, start + 1) : undefined;
    if (read === undefined || !read.ok || read.value.text === "" || isMetricName(read.value.text)) {
      return -1;
    }
    const name = read.value.text;
    this.#report({ name, at: start, isMetric: true }, name);
    return this.#cursor.nextLine(start);
  }

  #report({ name, at, isMetric }: QuotedName, metric: string): void {
    if (!isMetric) {
      this.#log.rawIssue("label-name-utf8", metric, at, name);
    } else if (!this.#metrics.has(name)) {
      this.#metrics.add(name);
      this.#log.rawIssue("metric-name-utf8", name, at, name);
    }
  }
}

const isNewer = ({ name, isMetric }: QuotedName): boolean =>
  name !== "" && !(isMetric ? isMetricName(name) : isLabelName(name));

/**
 * The names between the braces. A name without quotes is returned as an empty text. A quoted name without `=` and a
 * value after it is a metric name. Undefined if the text between the braces has another form.
 */
const findQuotedNames = (payload: TextPayload, start: number): readonly QuotedName[] | undefined => {
  const { bytes } = payload;
  const names: QuotedName[] = [];
  let at = skipBlanks(bytes, start);
  while (bytes[at] !== CLOSE_BRACE && names.length < MAX_LABELS) {
    const isQuoted = bytes[at] === QUOTE;
    const name = isQuoted ? readString(payload, at) : readPlainName(payload, at);
    if (name === undefined) {
      return undefined;
    }
    let end = skipBlanks(bytes, name.end);
    const isMetric = isQuoted && bytes[end] !== EQUALS;
    names.push({ name: name.text, at, isMetric });
    if (!isMetric) {
      const value = bytes[end] === EQUALS ? readString(payload, skipBlanks(bytes, end + 1)) : undefined;
      if (value === undefined) {
        return undefined;
      }
      end = skipBlanks(bytes, value.end);
    }
    if (bytes[end] === COMMA) {
      at = skipBlanks(bytes, end + 1);
    } else if (bytes[end] === CLOSE_BRACE) {
      at = end;
    } else {
      return undefined;
    }
  }
  return names;
};

interface ReadText {
  readonly text: string;
  readonly end: number;
}

/** The string whose opening quote is at `at`. It ends after its closing quote. Undefined if there is none. */
const readString = (payload: TextPayload, at: number): ReadText | undefined => {
  if (payload.bytes[at] !== QUOTE) {
    return undefined;
  }
  const read = readEscapedValue(payload, at + 1);
  return read.ok ? { text: read.value.text, end: read.value.end + 1 } : undefined;
};

const readPlainName = ({ bytes }: TextPayload, start: number): ReadText | undefined => {
  let end = start;
  while (isLabelNameByte(bytes[end]!)) {
    end++;
  }
  return end === start ? undefined : { text: "", end };
};
