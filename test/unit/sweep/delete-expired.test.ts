import { describe, expect, it } from "@jest/globals";
import type { StoredGroup } from "../../../lambda/agree/stored-group.ts";
import { deleteExpired, MAX_DELETIONS } from "../../../lambda/sweep/delete-expired.ts";
import { createExpiry } from "../../../lambda/sweep/find-expired.ts";
import { keyOf } from "../../support/granted-pushes.ts";

const NOW_MS = 10_000_000;
const expiry = createExpiry([{ job: "*", afterSeconds: 60 }]);

const aGroup = (job: string, pushedAtMs: number): StoredGroup => {
  const key = keyOf(job);
  return { key, exactPath: key.path, pushedAtMs, families: [] };
};

const run = async (groups: readonly StoredGroup[], expired: readonly StoredGroup[]) => {
  const asked: string[] = [];
  let reads = 0;
  const deleted = await deleteExpired(new Set(expired.map(({ exactPath }) => exactPath)), expiry, {
    reader: {
      async *readGroups() {
        reads += 1;
        yield* groups;
      },
    },
    deleteGroup: async (path) => {
      asked.push(path);
      return path !== keyOf("stuck").path;
    },
    clock: () => NOW_MS,
  });
  return { deleted, asked, reads };
};

describe("stale groups", () => {
  const stale = aGroup("stale", NOW_MS - 61_000);

  it("are left alone when they were pushed since they were found", async () => {
    const pushedSince = aGroup("stale", NOW_MS - 59_000);
    expect(await run([pushedSince], [stale])).toMatchObject({ asked: [] });
  });

  it("are looked for only when there are any", async () => {
    expect(await run([stale], [])).toEqual({ deleted: [], asked: [], reads: 0 });
  });

  it("are told to be gone only when the Pushgateway took the deletion", async () => {
    const stuck = aGroup("stuck", 0);
    const { deleted, asked } = await run([stuck, stale], [stuck, stale]);
    expect({ deleted, asked: asked.length }).toEqual({ deleted: [stale.exactPath], asked: 2 });
  });

  it("go so many at a time, and the rest with the next sweep", async () => {
    const many = Array.from({ length: MAX_DELETIONS + 1 }, (_, number) => aGroup(`j${number}`, 0));
    expect((await run(many, many)).deleted).toHaveLength(MAX_DELETIONS);
  });
});
