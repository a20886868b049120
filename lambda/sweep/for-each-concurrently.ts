/** Runs `act` for each item, for at most `atOnce` items at a time. Rejects with the first rejection. */
export const forEachConcurrently = async <Item>(
  items: Iterable<Item>,
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  const rest = items[Symbol.iterator]();
  const work = async (first: Item): Promise<void> => {
    await act(first);
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      await act(next.value);
    }
  };
  const workers: Promise<void>[] = [];
  while (workers.length < atOnce) {
    const next = rest.next();
    if (next.done === true) {
      break;
    }
    workers.push(work(next.value));
  }
  await Promise.all(workers);
};
