import { describe, expect, it } from "@jest/globals";
import { decodeContent, encodeContent } from "../../../lambda/store/groups/content.ts";
import { fromMarkerValue, MARKER_BYTES, toRelayedBody } from "../../../lambda/store/marker.ts";
import { gauge } from "../../support/expositions.ts";

describe("a relayed group", () => {
  it.each([1_764_300_000_000, 1_764_300_000_001, 0])(
    "is its content plus the marker with its version: %i",
    (atMs) => {
      const content = encodeContent([gauge("a")]);
      const body = toRelayedBody(content, atMs);
      expect(body.length).toBe(content.length + MARKER_BYTES);
      expect(Buffer.from(body).subarray(0, content.length)).toEqual(Buffer.from(content));
      const [, marker] = decodeContent(new Uint8Array(body));
      expect(marker).toMatchObject({
        name: "pushgateway_proxy_push_timestamp_seconds",
        help: "When the group was last pushed.",
        type: "gauge",
        metrics: [{ labels: { names: [], values: [] }, value: atMs / 1_000 }],
      });
      expect(fromMarkerValue(atMs / 1_000)).toBe(atMs);
    },
  );

  it.each([Number.NaN, Infinity, 1e300, -1])(
    "has no version if its marker is %s, so that a run relays it again",
    (seconds) => {
      expect(fromMarkerValue(seconds)).toBeUndefined();
    },
  );
});
