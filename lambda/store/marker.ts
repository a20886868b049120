import { encodeExposition } from "../encode/encode-exposition.ts";

/**
 * A series of the proxy's own that travels with every group: when the group was pushed, in seconds. It says which version of
 * the group a Pushgateway holds, and is the true time of the push, which `push_time_seconds` is not after a repair.
 */
export const MARKER_NAME = "pushgateway_proxy_push_timestamp_seconds";

/** A group with its marker, as it is relayed. */
export const toRelayedBody = (content: Uint8Array, atMs: number): Uint8Array => {
  const marker = encodeMarker(atMs);
  const body = new Uint8Array(content.length + marker.length);
  body.set(content);
  body.set(marker, content.length);
  return body;
};

export const encodeMarker = (atMs: number): Uint8Array => encodeExposition([toMarkerFamily(atMs)]);

const toMarkerFamily = (atMs: number) => ({
  type: "gauge" as const,
  name: MARKER_NAME,
  help: "When the group was last pushed.",
  metrics: [{ labels: { names: [], values: [] }, value: atMs / 1_000, at: 0 }],
  at: 0,
});

/** The time that a marker's value names. */
export const fromMarkerValue = (seconds: number): number => Math.round(seconds * 1_000);
