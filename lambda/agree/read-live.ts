import { addGroup, createLiveState, type LiveState } from "./live-state.ts";
import type { PushgatewayReader } from "./stored-group.ts";

/** All that the Pushgateway holds, as far as the registry cares. Throws as the reader does. */
export const readLive = async (
  reader: PushgatewayReader,
  trackedLabels: ReadonlySet<string>,
): Promise<LiveState> => {
  const live = createLiveState();
  for await (const group of reader.readGroups()) {
    addGroup(live, group, trackedLabels);
  }
  return live;
};
