import { isMetricName } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { unescapeHelp } from "../text/escapes.ts";
import type { IssueLog } from "../text/issue-log.ts";
import type { LineCursor } from "../text/line-cursor.ts";
import type { TextPayload } from "../text/payload.ts";
import type { QuotedNames } from "../text/quoted-names.ts";
import type { OpenMetricsFamily, OpenMetricsFamilyBook } from "./openmetrics-family-book.ts";
import type { OpenMetricsIssueCode } from "./openmetrics-issues.ts";
import { OPENMETRICS_TYPES } from "./types.ts";

/** Reads the lines that describe a metric family: HELP, TYPE and UNIT. */
export class DescriptorReader {
  readonly #payload: TextPayload;
  readonly #cursor: LineCursor;
  readonly #log: IssueLog<OpenMetricsIssueCode>;
  readonly #families: OpenMetricsFamilyBook;
  readonly #quoted: QuotedNames;

  constructor(
    payload: TextPayload,
    cursor: LineCursor,
    log: IssueLog<OpenMetricsIssueCode>,
    families: OpenMetricsFamilyBook,
    quoted: QuotedNames,
  ) {
    this.#payload = payload;
    this.#cursor = cursor;
    this.#log = log;
    this.#families = families;
    this.#quoted = quoted;
  }

  /** Reads the line whose keyword ends at `start`. Returns the start of the next line. */
  read(start: number, keyword: "HELP" | "TYPE" | "UNIT"): number {
    const at = this.#cursor.skipBlanks(start);
    const end = this.#cursor.tokenEnd(at);
    const name = this.#payload.slice(at, end);
    if (!isMetricName(name)) {
      const next = this.#quoted.skipComment(at);
      return next === -1 ? this.#log.issue("comment-name-invalid", at) : next;
    }
    const family = this.#families.declare(name, at);
    const text = this.#cursor.skipBlanks(end);
    switch (keyword) {
      case "HELP":
        // Only one blank separates the name from the text: further ones belong to the text.
        return this.#help(Math.min(end + 1, text), family);
      case "TYPE":
        return this.#type(text, family);
      case "UNIT":
        return this.#unit(text, family);
    }
  }

  /** At the first byte of a HELP text. */
  #help(start: number, family: OpenMetricsFamily): number {
    const end = this.#cursor.textEnd(start);
    const text = this.#payload.slice(start, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      return this.#log.issue("help-escape-unknown", start + Buffer.byteLength(text.slice(0, index)), found);
    }
    if (family.help !== undefined) {
      this.#log.rawIssue("help-repeated", family.name, start, help.value);
    } else {
      if (family.hasSamples) {
        this.#log.rawIssue("help-after-samples", family.name, start, help.value);
      }
      this.#families.describe(family, { help: help.value });
    }
    return this.#log.endLine(end, "line-unfinished");
  }

  /** At the first byte of a type. */
  #type(start: number, family: OpenMetricsFamily): number {
    const end = this.#cursor.tokenEnd(start);
    const found = this.#payload.slice(start, end);
    const suffixes = OPENMETRICS_TYPES.get(found.toLowerCase());
    if (suffixes === undefined) {
      this.#log.rawIssue("type-unknown", family.name, start, found);
    } else if (family.hasSamples) {
      this.#log.rawIssue("type-after-samples", family.name, start, found);
    } else if (family.suffixes !== undefined) {
      this.#log.rawIssue("type-repeated", family.name, start, found);
    } else {
      this.#families.setType(family, suffixes, start);
    }
    return this.#log.endLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }

  /** At the first byte of a unit. If the family's name does not end with it, the unit is dropped, with a note. */
  #unit(start: number, family: OpenMetricsFamily): number {
    const { name } = family;
    const end = this.#cursor.tokenEnd(start);
    const unit = this.#payload.slice(start, end);
    if (unit !== "" && name.endsWith(`_${unit}`)) {
      this.#families.describe(family, { unit });
    } else if (unit !== "") {
      this.#log.note(
        "unit-not-in-name",
        `the name ${quote(name)} does not end with the unit ${quote(unit)}, as OpenMetrics requires, so the unit was dropped; name the metric ${quote(`${name}_${unit}`)}`,
      );
    }
    return this.#log.endLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }
}
