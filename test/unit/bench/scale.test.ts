import { describe, expect, it } from "@jest/globals";
import { measurePushes } from "../../bench/scale/pushes.ts";

const SILENT = { show: () => {}, clear: () => {} };

describe("a fleet that appears at once", () => {
  it("asks no item for more than DynamoDB gives, also where all are one client", async () => {
    // A second of 5,000 pushes. `npm run bench -- scale` has a million.
    const { first, firstOfMany, steady } = await measurePushes(5_000, SILENT);
    for (const { hottestWrite, hottestRead, writes, pushes } of [first, firstOfMany]) {
      expect(hottestWrite.units).toBeLessThan(1_000);
      expect(hottestRead.units).toBeLessThan(3_000);
      // The names are new once.
      expect(writes / pushes).toBeLessThan(4.01);
    }
    expect(steady).toMatchObject({ writes: 5_000, reads: 0 });
  });
});
