import { isMetricName } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { unescapeHelp } from "../text/escapes.ts";
import type { LineCursor } from "../text/line-cursor.ts";
import type { LineLog } from "../text/line-log.ts";
import type { TextPayload } from "../text/payload.ts";
import type { QuotedNames } from "../text/quoted-names.ts";
import type { OpenFamily, OpenFamilyBook } from "./open-family-book.ts";
import type { OpenMetricsIssueCode } from "./openmetrics-issues.ts";
import { OPENMETRICS_TYPES } from "./types.ts";

/** Reads the lines that describe a metric family: HELP, TYPE and UNIT. */
export class DescriptorReader {
  readonly #payload: TextPayload;
  readonly #cursor: LineCursor;
  readonly #log: LineLog<OpenMetricsIssueCode>;
  readonly #families: OpenFamilyBook;
  readonly #quoted: QuotedNames;

  constructor(
    payload: TextPayload,
    cursor: LineCursor,
    log: LineLog<OpenMetricsIssueCode>,
    families: OpenFamilyBook,
    quoted: QuotedNames,
  ) {
    this.#payload = payload;
    this.#cursor = cursor;
    this.#log = log;
    this.#families = families;
    this.#quoted = quoted;
  }

  /** The keyword ends here. Gives the start of the next line. */
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
        return this.#help(text, family);
      case "TYPE":
        return this.#type(text, family);
      case "UNIT":
        return this.#unit(text, family);
    }
  }

  /** The first byte of a HELP text is here. */
  #help(start: number, family: OpenFamily): number {
    const end = this.#cursor.textEnd(start);
    const text = this.#payload.slice(start, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      return this.#log.issue("help-escape-unknown", start + Buffer.byteLength(text.slice(0, index)), found);
    }
    if (family.hasSamples) {
      this.#log.rawIssue("help-after-samples", family.name, start, help.value);
    } else if (family.help !== undefined) {
      this.#log.rawIssue("help-repeated", family.name, start, help.value);
    } else {
      family.help = help.value;
    }
    return this.#log.endLine(end, "line-unfinished");
  }

  /** The first byte of a type is here. */
  #type(start: number, family: OpenFamily): number {
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

  /** The first byte of a unit is here. One that the name does not end with is noted. */
  #unit(start: number, family: OpenFamily): number {
    const { name } = family;
    const end = this.#cursor.tokenEnd(start);
    const unit = this.#payload.slice(start, end);
    if (unit !== "" && name.endsWith(`_${unit}`)) {
      family.unit = unit;
    } else if (unit !== "") {
      this.#log.note(
        "unit-not-in-name",
        `the unit ${quote(unit)} is not the end of the name ${quote(name)}, as OpenMetrics has it, and was dropped; name the metric ${quote(`${name}_${unit}`)}`,
      );
    }
    return this.#log.endLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }
}
