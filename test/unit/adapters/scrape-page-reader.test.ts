import { describe, expect, it } from "@jest/globals";
import { readScrapePage } from "../../../lambda/adapters/pushgateway/scrape-page-reader.ts";

const PAGE = Buffer.from(`# HELP up one # TYPE no_type counter
# TYPE up gauge
up{a="é"} 1
x{a="# TYPE no_line gauge"} 1
# TYPE 温度 untyped
温度 1`);

async function* inChunks(page: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const cut of [...cuts, page.length]) {
    yield page.subarray(start, cut);
    start = cut;
  }
}

const everyTwoCuts = function* (length: number): Generator<readonly [number, number]> {
  for (let first = 0; first <= length; first += 1) {
    for (let second = first; second <= length; second += 1) {
      yield [first, second];
    }
  }
};

/** What is read of a page that is split at two places, as JSON, for all pairs of places: each different result once. */
const readSplitAnywhere = async (page: Buffer): Promise<readonly string[]> => {
  const results = new Set<string>();
  for (const cuts of everyTwoCuts(page.length)) {
    results.add(JSON.stringify(await readScrapePage(200, inChunks(page, cuts))));
  }
  return [...results];
};

describe("the scrape page reader", () => {
  it("finds the same families wherever the page is split", async () => {
    expect(await readSplitAnywhere(PAGE)).toEqual([
      JSON.stringify({ status: 200, isUtf8: true, names: ["up", "温度"], errorText: "" }),
    ]);
  });

  it("finds a byte that is not UTF-8 wherever the page is split", async () => {
    const page = Buffer.concat([
      Buffer.from("# TYPE a gauge\na 1\n# HELP b "),
      Buffer.from([0xc3, 0x28]),
      Buffer.from("\n# TYPE up gauge\nup 1"),
    ]);
    expect(await readSplitAnywhere(page)).toEqual([
      JSON.stringify({ status: 200, isUtf8: false, names: ["a", "up"], errorText: "" }),
    ]);
  });

  it("keeps the beginning of an error, and no families", async () => {
    const error = Buffer.from("An error has occurred\n\n# TYPE a gauge\ncollected metric é\n".repeat(5_000));
    const page = await readScrapePage(500, inChunks(error, [10, 5_000, 60_000]));
    expect(page).toMatchObject({ status: 500, names: [] });
    expect(page.errorText).toBe(error.toString("utf8").slice(0, 100_000));
  });
});
