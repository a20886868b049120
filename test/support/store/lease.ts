import type { RemoteWriteItem } from "../../../lambda/store/items.ts";

/** The item of a destination of remote write. */
export const createLease = (changes: Partial<RemoteWriteItem> = {}): RemoteWriteItem => ({
  kind: "remote-write",
  destination: "amp",
  shard: 1,
  owner: "w",
  untilMs: 2,
  timestampMs: 3,
  fromMs: 4,
  notV2UntilMs: 5,
  ...changes,
});
