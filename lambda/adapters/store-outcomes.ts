import { type ItemVersion, StoreOutage, type Unanswered, type UnreadableItem } from "../store/store.ts";

/** Runs a read. What it throws becomes an outage. */
export const orOutage = <Value>(read: () => Value): Value => {
  try {
    return read();
  } catch (cause) {
    throw new StoreOutage("the store cannot be read", { cause });
  }
};

/** Runs a write. If it throws, the write may or may not have been applied. */
export const orUnanswered = <Outcome>(write: () => Outcome): Outcome | Unanswered => {
  try {
    return write();
  } catch (cause) {
    return { kind: "unanswered", cause };
  }
};

/** Reads one item of a scan. A damaged item is returned as `unreadable`, so that a run can report it and continue. */
export const orUnreadable = <Item>(
  key: string,
  read: () => Item,
  version?: ItemVersion,
): Item | UnreadableItem => {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: "unreadable", key, reason, version };
  }
};
