/**
 * The pages of several sources in the order of their arrival, while the next page of each source is being read. Rejects
 * with the first problem of any source.
 */
export async function* mergePages<Page>(sources: readonly AsyncIterator<Page>[]): AsyncGenerator<Page> {
  const underWay = new Map(sources.map((source) => [source, takeNext(source)]));
  while (underWay.size > 0) {
    const { source, result } = await Promise.race(underWay.values());
    if (result.done) {
      underWay.delete(source);
    } else {
      underWay.set(source, takeNext(source));
      yield result.value;
    }
  }
}

const takeNext = <Page>(source: AsyncIterator<Page>) => {
  const taken = source.next().then((result) => ({ source, result }));
  // If the reader has stopped or another source has failed, no code awaits this promise, so a rejection is handled here.
  taken.catch(() => {});
  return taken;
};
