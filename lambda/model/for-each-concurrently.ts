/** Runs `act` for each item, for at most `atOnce` items at a time. Rejects with the first rejection. */
export const forEachConcurrently = async <Item>(
  items: Iterable<Item>,
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  // All workers take from one iterator.
  const rest = Iterator.from(items);
  const work = async (): Promise<void> => {
    for (const item of rest) {
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};
