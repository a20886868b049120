import { isLabelName, isMetricName, type SourcePosition } from "../../model/exposition.ts";
import { MAX_LABELS } from "../part-limit.ts";
import { CLOSE_BRACE, COMMA, EQUALS, isLabelNameByte, QUOTE, skipBlanks } from "./bytes.ts";
import { readEscapedValue } from "./escapes.ts";
import type { LineCursor } from "./line-cursor.ts";
import type { LineLog } from "./line-log.ts";
import type { TextPayload } from "./payload.ts";

/** A name in double quotes, as Prometheus 3 writes names of any characters. */
interface QuotedName {
  readonly name: string;
  readonly at: SourcePosition;
  readonly isMetric: boolean;
}

/**
 * Names in double quotes, which no family can have. They are looked for once the classic grammar does not fit, so that the names are told,
 * and not the quote. Each metric name is told once a payload.
 */
export class QuotedNames {
  readonly #payload: TextPayload;
  readonly #cursor: LineCursor;
  readonly #log: Pick<LineLog<never>, "rawIssue">;
  readonly #metrics = new Set<string>();

  constructor(payload: TextPayload, cursor: LineCursor, log: Pick<LineLog<never>, "rawIssue">) {
    this.#payload = payload;
    this.#cursor = cursor;
    this.#log = log;
  }

  /**
   * Called for a series whose labels cannot be read; they start after the brace at `start`. Notes the quoted names outside
   * the classic character set and gives the start of the next line. Gives -1 if there are no such names. `family` is the
   * name before the brace, if there is one.
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
      this.#tell(found, metric);
    }
    return this.#cursor.nextLine(start);
  }

  /** The same for a HELP, TYPE or UNIT line whose name should start at `start`. */
  skipComment(start: number): number {
    const read =
      this.#payload.bytes[start] === QUOTE ? readEscapedValue(this.#payload, start + 1) : undefined;
    if (read === undefined || !read.ok || read.value.text === "" || isMetricName(read.value.text)) {
      return -1;
    }
    const name = read.value.text;
    this.#tell({ name, at: start, isMetric: true }, name);
    return this.#cursor.nextLine(start);
  }

  #tell({ name, at, isMetric }: QuotedName, metric: string): void {
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
 * The names between braces, those without quotes as empty texts. A metric name has no `=` and no value after it. Undefined if the
 * line has another form.
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

/** The string whose opening quote is here, and its end behind the closing one. */
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
