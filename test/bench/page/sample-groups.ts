import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packContent, unpackContent } from "../../../lambda/adapters/stored-content.ts";
import { TEXT_FORMAT } from "../../../lambda/decode/text/decode-text.ts";
import type { Histogram, MetricFamily, Sample, Summary } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { encodeContent } from "../../../lambda/store/groups/content.ts";
import { toOwnFamilies } from "../../../lambda/store/groups/own-families.ts";
import type { LiveGroup } from "../../../lambda/store/items.ts";
import type { GroupStore } from "../../../lambda/store/store.ts";
import { Random } from "../../support/random.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "../../corpus/sample.prom"));
/** As many groups as a page of a DynamoDB scan has. */
const SCAN_PAGE = 1_000;
const STARTED_MS = 1_764_300_000_000;

/** A group of the sample, packed as DynamoDB keeps it. */
export interface SampleGroup {
  readonly path: string;
  readonly packed: Uint8Array;
  readonly atMs: number;
}

/**
 * Groups with 37 series each and random values. The keys have an instance that looks like a UUID. The groups are always
 * the same.
 */
export const createSampleGroups = (count: number): readonly SampleGroup[] => {
  const decoded = TEXT_FORMAT.decode(SAMPLE);
  if (!decoded.ok) {
    throw new TypeError("the sample cannot be read");
  }
  const { families } = decoded.value;
  const random = new Random(1);
  return Array.from({ length: count }, (_, index) => {
    const key = GroupingKey.of("desktop-app", [{ name: "instance", value: toUuid(random) }]);
    const pushed = toOwnFamilies(
      families.map((family) => withValues(family, random)),
      key,
    );
    return { path: key.path, packed: packContent(encodeContent(pushed)), atMs: STARTED_MS + index * 37 };
  });
};

/** A store that unpacks groups during a scan. */
export const toScannedStore = (groups: readonly SampleGroup[]): Pick<GroupStore, "scan"> => ({
  async *scan() {
    for (let from = 0; from < groups.length; from += SCAN_PAGE) {
      yield groups.slice(from, from + SCAN_PAGE).map(toLiveGroup);
    }
  },
});

const toLiveGroup = ({ path, packed, atMs }: SampleGroup): LiveGroup => ({
  state: "live",
  path,
  atMs,
  id: "",
  fingerprint: "",
  content: unpackContent(packed),
  series: 37,
  countedBytes: 0,
  owner: "",
});

const withValues = (family: MetricFamily, random: Random): MetricFamily =>
  ({ ...family, metrics: family.metrics.map((metric) => withValue(metric, random)) }) as MetricFamily;

const withValue = (metric: Sample | Histogram | Summary, random: Random): object => {
  if ("value" in metric) {
    return { ...metric, value: change(metric.value, random) };
  }
  return { ...metric, sum: change(metric.sum ?? 0, random) };
};

const change = (value: number, random: Random): number =>
  Number.isInteger(value) ? random.below(1_000) : value * (0.5 + random.next());

const toUuid = (random: Random): string =>
  [8, 4, 4, 4, 12]
    .map((digits) => Array.from({ length: digits }, () => random.below(16).toString(16)).join(""))
    .join("-");
