/**
 * Removes the oldest of more than `max` entries, so that what a process remembers has a limit. Maps and sets keep the
 * order in which their entries were added.
 */
export const dropOldest = (entries: Map<string, unknown> | Set<string>, max: number): void => {
  if (entries.size > max) {
    entries.delete(entries.keys().next().value!);
  }
};
