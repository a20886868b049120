import { describe, expect, it } from "@jest/globals";
import { measurePushes } from "../../bench/scale/pushes.ts";

const SILENT = { show: () => {}, clear: () => {} };

describe("many clients that start at once", () => {
  it("stay under DynamoDB's limit for one item, even if they are one client", async () => {
    // 5,000 pushes in one second. `npm run bench -- scale` measures a million.
    const { first, firstOfMany, steady } = await measurePushes(5_000, SILENT);
    for (const { hottestWrite, hottestRead, writes, pushes } of [first, firstOfMany]) {
      expect(hottestWrite.units).toBeLessThan(1_000);
      expect(hottestRead.units).toBeLessThan(3_000);
      // Each name is written only once.
      expect(writes / pushes).toBeLessThan(4.01);
    }
    expect(steady).toMatchObject({ writes: 5_000, reads: 0 });
  });
});
