import { encodeExposition } from "../encode/encode-exposition.ts";
import { NO_LABELS } from "../model/exposition.ts";

/**
 * A series of the proxy that is added to every group: the time of its push, in seconds. It identifies the version of a
 * group at the Pushgateway, and is the true time of the push, which `push_time_seconds` is not after a repair.
 */
export const MARKER_NAME = "pushgateway_proxy_push_timestamp_seconds";

export const MARKER_HELP = "When the group was last pushed.";

/** A group with its marker, in the relayed form. */
export const toRelayedBody = (content: Uint8Array, atMs: number): Uint8Array => {
  const body = Buffer.allocUnsafe(content.length + MARKER_BYTES);
  body.set(content);
  body.set(MARKER_OF_ZERO, content.length);
  body.writeDoubleLE(atMs / 1_000, body.length - VALUE_BYTES);
  return body;
};

/** Encoded once, since markers differ only in their last eight bytes, which are the value. */
const MARKER_OF_ZERO = encodeExposition([
  {
    type: "gauge",
    name: MARKER_NAME,
    help: MARKER_HELP,
    metrics: [{ labels: NO_LABELS, value: 0, at: 0 }],
    at: 0,
  },
]);

const VALUE_BYTES = 8;

/** The additional length of a body with its marker. */
export const MARKER_BYTES = MARKER_OF_ZERO.length;

/**
 * The time in a marker's value. Undefined if it is no time, as NaN or 1e300, which only a push past the proxy can contain:
 * equal to no version, or so large that a later one is the same number.
 */
export const fromMarkerValue = (seconds: number): number | undefined => {
  const ms = Math.round(seconds * 1_000);
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
};
