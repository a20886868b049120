import { VERSION } from "../model/version.ts";
import type { KeyLabel } from "./key-labels.ts";
import { type OwnMetric, toGaugeValue, toHelp } from "./own-metrics.ts";

export interface PageCounts {
  readonly groups: number;
  readonly unreadable: number;
}

/** What a page says of itself. */
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
