import { exposedNames, type MetricType } from "../../model/exposition.ts";
import { GroupingKey, type GroupingLabel } from "../../model/grouping-key.ts";
import { hashText } from "../../store/contracts/contract-key.ts";
import { fromMarkerValue, MARKER_NAME } from "../../store/marker.ts";
import { ContractUsage } from "./contract-usage.ts";
import { OWN_FAMILIES } from "./read-seen-group.ts";
import type { SeenGroup } from "./seen-group.ts";

/**
 * The groups on a page in the text format, with their markers, and the entries that they use. The page is read line by
 * line and not kept, since it has tens of megabytes.
 */
export class PageScan {
  readonly usage = new ContractUsage();
  /** The families that a group has. The Pushgateway also shows others, about itself. */
  readonly families = new Set<string>();
  readonly #trackedLabels: ReadonlySet<string>;
  readonly #markers = new Map<string, number>();
  readonly #pushed = new Set<string>();
  readonly #hashes = new Map<string, string>();
  #family = "";
  #types: readonly MetricType[] = [];
  /** Whether the family shows groups, and not what they contain. */
  #isOwn = false;
  #isText = true;

  constructor(trackedLabels: ReadonlySet<string>) {
    this.#trackedLabels = trackedLabels;
  }

  /**
   * The groups by canonical path. Undefined: a group has no marker because it was pushed past the proxy, so the page does
   * not show its exact path, or a line is not text of the format.
   */
  get groups(): ReadonlyMap<string, Pick<SeenGroup, "markerMs">> | undefined {
    const isMarked = this.#pushed.size === this.#markers.size && this.#pushed.isSubsetOf(this.#markers);
    return isMarked && this.#isText
      ? new Map(Array.from(this.#markers, ([path, markerMs]) => [path, { markerMs }]))
      : undefined;
  }

  /** @param lines whole lines of a page that is UTF-8 */
  add(lines: Buffer): void {
    // Byte by byte, which is faster than UTF-8. Only the few values that are kept are decoded.
    const text = lines.toString("latin1");
    for (let start = 0; start < text.length; ) {
      const feed = text.indexOf("\n", start);
      const end = feed < 0 ? text.length : feed;
      if (text.startsWith(TYPE_LINE, start)) {
        this.#beginFamily(text.slice(start + TYPE_LINE.length, end));
      } else if (text[start] !== "#") {
        this.#addSeries(text, start, end);
      }
      start = end + 1;
    }
  }

  #beginFamily(nameAndType: string): void {
    const [name = "", type = ""] = nameAndType.split(" ");
    this.#family = name;
    this.#types = TYPES.get(type) ?? [];
    this.#isOwn = OWN_FAMILIES.has(name);
  }

  #addSeries(text: string, start: number, end: number): void {
    let at = text.indexOf("{", start) + 1;
    if (at === 0 || at > end) {
      return;
    }
    let job = "";
    const labels: GroupingLabel[] = [];
    LABEL.lastIndex = at;
    for (let found = LABEL.exec(text); found !== null; found = LABEL.exec(text)) {
      at = LABEL.lastIndex;
      const name = found[1]!;
      const value = found[2]!;
      if (name === "job") {
        job = value;
      } else if (value !== "" && (this.#isOwn || this.#trackedLabels.has(name))) {
        labels.push({ name, value });
      }
    }
    this.#isText &&= text.startsWith("} ", at);
    if (job === "") {
      return;
    }
    if (this.#isOwn) {
      this.#addGroup(job, labels, Number(text.slice(at + 2, end)));
    } else {
      this.#addUse(unescapeValue(job), labels);
    }
  }

  #addGroup(job: string, labels: readonly GroupingLabel[], value: number): void {
    const { path } = GroupingKey.of(unescapeValue(job), labels.map(unescapeLabel));
    const markerMs = this.#family === MARKER_NAME ? fromMarkerValue(value) : undefined;
    if (markerMs !== undefined) {
      this.#markers.set(path, markerMs);
    } else {
      this.#pushed.add(path);
    }
  }

  #addUse(job: string, labels: readonly GroupingLabel[]): void {
    const family = this.#family;
    if (!this.families.has(family)) {
      this.families.add(family);
      for (const type of this.#types) {
        const names = exposedNames(family, type).map((name) => ({ name, family, type }));
        this.usage.add({ names, placements: [] }, job);
      }
    }
    for (const { name, value } of labels) {
      this.usage.addValue(job, family, name, this.#hashOf(value));
    }
  }

  #hashOf(value: string): string {
    let hash = this.#hashes.get(value);
    if (hash === undefined) {
      hash = hashText(unescapeValue(value));
      this.#hashes.set(value, hash);
    }
    return hash;
  }
}

const TYPE_LINE = "# TYPE ";

/** The text format shows a gauge histogram as a histogram. */
const TYPES: ReadonlyMap<string, readonly MetricType[]> = new Map([
  ["counter", ["counter"]],
  ["gauge", ["gauge"]],
  ["untyped", ["untyped"]],
  ["summary", ["summary"]],
  ["histogram", ["histogram", "gaugehistogram"]],
]);

/** One character is one byte. */
const LABEL = /(\w+)="([^"\\]*(?:\\.[^"\\]*)*)",?/y;

const unescapeLabel = ({ name, value }: GroupingLabel): GroupingLabel => ({
  name,
  value: unescapeValue(value),
});

const unescapeValue = (bytes: string): string => {
  const value = Buffer.from(bytes, "latin1").toString("utf8");
  return value.includes("\\")
    ? value.replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped))
    : value;
};
