import { MARKER_HELP, MARKER_NAME } from "../store/marker.ts";
import type { KeyLabel } from "./key-labels.ts";
import { METRIC_GAUGE, VALUE } from "./wire-tags.ts";

/** A gauge that the page adds to the pushed metrics. */
export interface OwnMetric {
  readonly name: string;
  readonly help: Uint8Array;
  /** In the form of {@link toGaugeValue}. */
  readonly value: Uint8Array;
}

/** The series that each group gets: the time of its push, under the names of the Pushgateway and of the relay. */
export const toGroupMetrics = (atMs: number): readonly OwnMetric[] => {
  const pushedAt = toGaugeValue(atMs / 1_000);
  return [
    { name: "push_failure_time_seconds", help: NEVER_HELP, value: NEVER },
    { name: "push_time_seconds", help: PUSHED_HELP, value: pushedAt },
    { name: MARKER_NAME, help: MARKER_HELP_BYTES, value: pushedAt },
  ];
};

/** The bytes of the field `gauge` of a metric. */
const toGaugeValue = (value: number): Uint8Array => {
  const bytes = new Uint8Array(11);
  bytes[0] = METRIC_GAUGE;
  bytes[1] = 9;
  bytes[2] = VALUE;
  new DataView(bytes.buffer).setFloat64(3, value, true);
  return bytes;
};

const toHelp = (text: string): Uint8Array => Buffer.from(text, "utf8");

const PUSHED_HELP = toHelp("Last Unix time when changing this group in the Pushgateway succeeded.");
const NEVER_HELP = toHelp("Last Unix time when changing this group in the Pushgateway failed.");
const MARKER_HELP_BYTES = toHelp(MARKER_HELP);

/** A failed push does not change the store, so there is no time of a failure. */
const NEVER = toGaugeValue(0);

export interface PageCounts {
  readonly groups: number;
  readonly unreadable: number;
}

/** The series of the page itself. */
export const toPageMetrics = ({ groups, unreadable }: PageCounts): readonly OwnMetric[] => [
  {
    name: "pushgateway_proxy_groups",
    help: GROUPS_HELP,
    value: toGaugeValue(groups),
  },
  {
    name: "pushgateway_proxy_unreadable_groups",
    help: UNREADABLE_HELP,
    value: toGaugeValue(unreadable),
  },
];

/** The version of package.json. */
export const VERSION = "0.1.0";

export const BUILD_INFO: OwnMetric = {
  name: "pushgateway_proxy_build_info",
  help: toHelp("A metric with a constant '1' value labeled by the version of pushgateway-proxy."),
  value: toGaugeValue(1),
};

export const BUILD_LABELS: readonly KeyLabel[] = [
  { nameBytes: Buffer.from("version"), valueBytes: Buffer.from(VERSION), isDefault: false },
];

const GROUPS_HELP = toHelp("Groups on this page.");
const UNREADABLE_HELP = toHelp("Stored groups that are damaged and therefore missing from this page.");
