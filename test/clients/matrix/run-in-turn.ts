/** Starts tasks in order, at most `atOnce` at the same time. A failure rejects only its own promise. */
export const runInTurn = <Value>(
  tasks: readonly (() => Promise<Value>)[],
  atOnce: number,
): readonly Promise<Value>[] => {
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
  const waiting = [...tasks.keys()];
  const settlers = tasks.map(() => Promise.withResolvers<Value>());
  for (const { promise } of settlers) {
    promise.catch(() => {});
  }
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { resolve, reject } = settlers[next]!;
      await tasks[next]!().then(resolve, reject);
    }
  };
  for (const lane of lanes) {
    void lane.then(work);
  }
  return settlers.map(({ promise }) => promise);
};
