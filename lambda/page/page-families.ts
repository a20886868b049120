import { type KeyLabel, toKeyLabels } from "./key-labels.ts";
import type { LabelForm } from "./label-form.ts";
import { LabelWriter, type WrittenLabels } from "./metric-labels.ts";
import { type OwnMetric, toGroupMetrics } from "./own-metrics.ts";
import {
  compareOrders,
  MergedFamily,
  type PageFamily,
  type PageGroup,
  type PageMetric,
} from "./page-family.ts";
import { UnreadableContent, WireCursor } from "./wire-cursor.ts";
import {
  FAMILY_HELP,
  FAMILY_METRIC,
  FAMILY_NAME,
  FAMILY_TYPE,
  GAUGE_TYPE,
  METRIC_LABEL,
} from "./wire-tags.ts";

/** A group with the labels that it adds to its metrics. */
export interface LabelledGroup extends PageGroup {
  readonly keyLabels: readonly KeyLabel[];
  /** The labels of a metric without others. */
  readonly ofKey: WrittenLabels;
}

/**
 * Collects groups and merges their families. Only names, types, help texts and labels of the stored content are read;
 * values are not copied. A group is added completely or not at all.
 */
export class PageFamilies {
  readonly #families = new Map<string, MergedFamily>();
  readonly #labels: LabelWriter;
  readonly #cursor = new WireCursor();

  constructor(form: LabelForm) {
    this.#labels = new LabelWriter(form);
  }

  /** In the order of {@link add}. */
  order(groups: readonly PageGroup[]): readonly LabelledGroup[] {
    return groups
      .map((group) => {
        const keyLabels = toKeyLabels(group.key);
        return { ...group, keyLabels, ofKey: this.#labels.ofKey(keyLabels) };
      })
      .sort((a, b) => compareOrders(a.ofKey.order, b.ofKey.order));
  }

  /** Throws {@link UnreadableContent}. Then nothing of the group was added. */
  add(group: LabelledGroup): void {
    const { ofKey } = group;
    const read = this.#readFamilies(group);
    for (const { name, type } of read) {
      if ((this.#families.get(name)?.type ?? type) !== type) {
        throw new UnreadableContent(`family ${name} has another type in another group`);
      }
    }
    for (const family of read) {
      this.#merge(family, group);
    }
    for (const own of toGroupMetrics(group.atMs)) {
      this.addOwn(own, ofKey);
    }
  }

  /** Adds a gauge of the page itself. Without labels it belongs to no group. */
  addOwn({ name, help, value }: OwnMetric, labels: WrittenLabels = this.#labels.ofKey([])): void {
    const metric = { labels, bytes: value, start: 0, end: value.length };
    const family = this.#families.get(name);
    if (family === undefined) {
      this.#families.set(name, new MergedFamily(name, GAUGE_TYPE, [metric], help));
    } else {
      family.metrics.push(metric);
    }
  }

  /** Labels for {@link addOwn}. */
  writeLabels(labels: readonly KeyLabel[]): WrittenLabels {
    return this.#labels.ofKey(labels);
  }

  /** Sorted by name, with their metrics in the order of the Pushgateway. */
  sorted(): readonly PageFamily[] {
    const families = [...this.#families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const family of families) {
      family.sort();
    }
    return families;
  }

  #merge(read: ReadFamily, group: PageGroup): void {
    let family = this.#families.get(read.name);
    if (family === undefined) {
      family = new MergedFamily(read.name, read.type, []);
      this.#families.set(read.name, family);
    }
    for (const metric of read.metrics) {
      family.metrics.push(metric);
    }
    if (read.help !== undefined) {
      family.offerHelp(read.help, group);
    }
  }

  #readFamilies({ content, keyLabels, ofKey }: LabelledGroup): readonly ReadFamily[] {
    const cursor = this.#cursor;
    const families: ReadFamily[] = [];
    cursor.open(content, 0, content.length);
    while (cursor.at < content.length) {
      const end = cursor.delimited();
      families.push(this.#readFamily(end, keyLabels, ofKey));
    }
    return families;
  }

  #readFamily(end: number, key: readonly KeyLabel[], ofKey: WrittenLabels): ReadFamily {
    const cursor = this.#cursor;
    const { bytes } = cursor;
    let name = "";
    let help: Uint8Array | undefined;
    let type = 0;
    const metrics: PageMetric[] = [];
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === FAMILY_METRIC) {
        const metricEnd = cursor.delimited();
        const labels =
          bytes[cursor.at] === METRIC_LABEL ? this.#labels.ofMetric(cursor, metricEnd, key) : ofKey;
        metrics.push({ labels, bytes, start: cursor.at, end: metricEnd });
        cursor.at = metricEnd;
      } else if (tag === FAMILY_NAME) {
        const nameEnd = cursor.delimited();
        name = toLatin1(bytes, cursor.at, nameEnd);
        cursor.at = nameEnd;
      } else if (tag === FAMILY_HELP) {
        const helpEnd = cursor.delimited();
        help = bytes.subarray(cursor.at, helpEnd);
        cursor.at = helpEnd;
      } else if (tag === FAMILY_TYPE) {
        type = cursor.varint();
      } else {
        cursor.skip(tag);
      }
    }
    if (cursor.at !== end || name === "") {
      throw new UnreadableContent("a family has no name, or is longer than it says");
    }
    return { name, help, type, metrics };
  }
}

interface ReadFamily extends Omit<PageFamily, "help"> {
  readonly help: Uint8Array | undefined;
}

/** Names of valid metrics are ASCII. */
const toLatin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1", start, end);
