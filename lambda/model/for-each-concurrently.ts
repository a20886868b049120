/**
 * Runs `act` for each item, for at most `atOnce` items at a time. After a rejection no other item is begun. Rejects with
 * the first rejection, when nothing runs any more: a function must not continue after its answer, in the next event.
 */
export const forEachConcurrently = async <Item>(
  items: Iterable<Item>,
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  // All workers take from one iterator.
  const rest = Iterator.from(items);
  const rejections: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const item of rest) {
      if (rejections.length > 0) {
        return;
      }
      try {
        await act(item);
      } catch (error) {
        rejections.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (rejections.length > 0) {
    throw rejections[0];
  }
};
