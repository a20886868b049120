import { isRecord } from "../../model/fields.ts";
import { GroupingKey, type GroupingLabel } from "../../model/grouping-key.ts";
import type { SeenFamily } from "../../store/contracts/family-shapes.ts";
import { fromMarkerValue, MARKER_NAME } from "../../store/marker.ts";
import { countSeenSeries, type FamilyJson, PUSHGATEWAY_TYPES, toFamilies } from "./read-seen-families.ts";
import type { SeenGroup, UnreadableGroup } from "./seen-group.ts";

/** An element of `data` of the Pushgateway's `/api/v1/metrics`. */
export const readSeenGroup = (element: unknown): SeenGroup | UnreadableGroup => {
  const families = isRecord(element) ? Object.entries(element).filter(isFamilyEntry) : [];
  const own = new Map(families.filter(([name]) => OWN_FAMILIES.has(name)));
  // A family named "labels" hides the group's labels, so they are read from a metric that every group has.
  const pushTime = own.get(PUSH_TIME)?.metrics[0];
  const job = pushTime?.labels?.["job"];
  if (pushTime === undefined || job === undefined) {
    return { kind: "unreadable", reason: "the group has no push_time_seconds with a job" };
  }
  const key = GroupingKey.of(job, toLabels(pushTime.labels ?? {}));
  const exactPath = toExactPath(key, element);
  // The proxy writes only canonical paths, so a marker of another group was copied.
  const marker = exactPath === key.path ? own.get(MARKER_NAME)?.metrics[0]?.value : undefined;
  const pushed = families.filter(([name]) => !OWN_FAMILIES.has(name));
  return {
    kind: "group",
    key,
    exactPath,
    markerMs: marker === undefined ? undefined : fromMarkerValue(Number(marker)),
    pushedAtMs: Number(pushTime.value) * 1_000,
    families: pushed.map(([name, family]) => toSeenFamily(name, family)),
    series: pushed.reduce((sum, [, family]) => sum + countSeenSeries(family), 0),
    readFamilies: async () => toFamilies(pushed, key),
  };
};

const toLabels = (labels: Readonly<Record<string, string>>): readonly GroupingLabel[] =>
  Object.entries(labels)
    .filter(([name]) => name !== "job")
    .map(([name, value]) => ({ name, value }));

/** The Pushgateway adds an empty `instance` to metrics, so empty labels of the key are read only from the key. */
const toExactPath = ({ path }: GroupingKey, element: unknown): string => {
  const labels = isRecord(element) ? element["labels"] : undefined;
  const empty = isRecord(labels) ? Object.keys(labels).filter((name) => labels[name] === "") : [];
  return [path, ...empty.sort().map((name) => `${name}@base64/=`)].join("/");
};

export const PUSH_TIME = "push_time_seconds";

/** The families that the Pushgateway and the proxy add to each group. */
export const OWN_FAMILIES: ReadonlySet<string> = new Set([
  PUSH_TIME,
  "push_failure_time_seconds",
  MARKER_NAME,
]);

const isFamilyEntry = (entry: [string, unknown]): entry is [string, FamilyJson] =>
  isRecord(entry[1]) && Array.isArray(entry[1]["metrics"]);

const toSeenFamily = (name: string, { type, metrics }: FamilyJson): SeenFamily => ({
  name,
  type: PUSHGATEWAY_TYPES.get(type) ?? "untyped",
  labels: metrics.map(({ labels }) => labels ?? {}),
});
