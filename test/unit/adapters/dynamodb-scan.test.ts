import type { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { createDynamodbStore } from "../../../lambda/adapters/dynamodb/dynamodb-store.ts";
import { StoreOutage } from "../../../lambda/store/store.ts";

const PAGES = 3;

interface Asked {
  readonly Segment?: number | undefined;
  readonly TotalSegments?: number | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** A table that answers a page when `answer` resolves. Each item names its segment and page. */
const createTable = (answer: (asked: Asked, page: number) => Promise<void>) => {
  const asked: Asked[] = [];
  const client = {
    send: async ({ input }: ScanCommand) => {
      asked.push(input);
      const page = Number(input.ExclusiveStartKey?.["pk"]?.S ?? "0");
      await answer(input, page);
      return {
        Items: [{ pk: { S: `${input.Segment}-${page}` } }],
        ...(page + 1 < PAGES && { LastEvaluatedKey: { pk: { S: `${page + 1}` } } }),
      };
    },
  };
  const tables = { groups: "groups", contracts: "contracts" };
  return { asked, groups: createDynamodbStore(tables, client as unknown as DynamoDBClient).groups };
};

const readAll = async (groups: ReturnType<typeof createTable>["groups"]): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const page of groups.scan()) {
    keys.push(...page.map((item) => (item.state === "unreadable" ? item.key : "")));
  }
  return keys.sort();
};

describe("a scan of the groups table", () => {
  it("reads four segments in parallel, each page once, with consistent reads", async () => {
    let waiting = 0;
    let mostWaiting = 0;
    const { asked, groups } = createTable(async () => {
      waiting += 1;
      mostWaiting = Math.max(mostWaiting, waiting);
      await new Promise(setImmediate);
      waiting -= 1;
    });
    const expected = [0, 1, 2, 3].flatMap((segment) => [0, 1, 2].map((page) => `${segment}-${page}`));
    expect(await readAll(groups)).toEqual(expected);
    expect(mostWaiting).toBe(4);
    expect(asked).toHaveLength(4 * PAGES);
    expect(asked.every(({ TotalSegments, ConsistentRead }) => TotalSegments === 4 && ConsistentRead)).toBe(
      true,
    );
  });

  it("continues with the other segments while one is slow", async () => {
    let release = (): void => {};
    const untilReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { asked, groups } = createTable(async ({ Segment }) => (Segment === 2 ? untilReleased : undefined));
    const reading = readAll(groups);
    for (let turn = 0; turn < 20; turn++) {
      await new Promise(setImmediate);
    }
    expect(asked.filter(({ Segment }) => Segment !== 2)).toHaveLength(3 * PAGES);
    release();
    expect(await reading).toHaveLength(4 * PAGES);
  });

  it("reads a page again after a failure, twice at most", async () => {
    let failed = 0;
    const failing = (most: number) =>
      createTable(async ({ Segment }, page) => {
        if (page === 1 && Segment === 1 && failed < most) {
          failed += 1;
          throw new Error("broken");
        }
      });
    expect(await readAll(failing(2).groups)).toHaveLength(4 * PAGES);
    failed = 0;
    await expect(readAll(failing(3).groups)).rejects.toThrow(StoreOutage);
  });

  it("ends with an outage when one page of one segment fails", async () => {
    const { groups } = createTable(async ({ Segment }, page) => {
      if (page === 1 && Segment! > 1) {
        throw new Error("broken");
      }
    });
    await expect(readAll(groups)).rejects.toThrow(StoreOutage);
  });

  it("reads no further page after its reader has stopped", async () => {
    const { asked, groups } = createTable(async () => {});
    for await (const _ of groups.scan()) {
      break;
    }
    const soFar = asked.length;
    await new Promise(setImmediate);
    expect(asked).toHaveLength(soFar);
    expect(soFar).toBeLessThanOrEqual(5);
  });
});
