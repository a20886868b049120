/** Runs `act` for each item, for at most `atOnce` items at a time. Rejects with the first rejection. */
export const forEachConcurrently = async <Item>(
  items: Iterable<Item>,
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      await act(next.value);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};
