import { MARKER_HELP, MARKER_NAME } from "../store/marker.ts";
import { METRIC_GAUGE, VALUE } from "./wire-tags.ts";

/** A gauge that the page has besides what was pushed. */
export interface OwnMetric {
  readonly name: string;
  readonly help: Uint8Array;
  /** As {@link toGaugeValue} writes it. */
  readonly value: Uint8Array;
}

/** What each group has: when it was pushed, as the Pushgateway tells it, and by the name under which the relay does. */
export const toGroupMetrics = (atMs: number): readonly OwnMetric[] => {
  const pushedAt = toGaugeValue(atMs / 1_000);
  return [
    { name: "push_failure_time_seconds", help: NEVER_HELP, value: NEVER },
    { name: "push_time_seconds", help: PUSHED_HELP, value: pushedAt },
    { name: MARKER_NAME, help: MARKER_HELP_BYTES, value: pushedAt },
  ];
};

/** The field `gauge` of a metric. */
export const toGaugeValue = (value: number): Uint8Array => {
  const bytes = new Uint8Array(11);
  bytes[0] = METRIC_GAUGE;
  bytes[1] = 9;
  bytes[2] = VALUE;
  new DataView(bytes.buffer).setFloat64(3, value, true);
  return bytes;
};

export const toHelp = (text: string): Uint8Array => Buffer.from(text, "utf8");

const PUSHED_HELP = toHelp("Last Unix time when changing this group in the Pushgateway succeeded.");
const NEVER_HELP = toHelp("Last Unix time when changing this group in the Pushgateway failed.");
const MARKER_HELP_BYTES = toHelp(MARKER_HELP);

/** A push that fails changes nothing here, so that none is told of. */
const NEVER = toGaugeValue(0);
