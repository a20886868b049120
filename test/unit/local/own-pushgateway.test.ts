import { describe, expect, it } from "@jest/globals";
import { readOnlyOwn, sendOnlyToOwn } from "../../../infra/local/own-pushgateway.ts";
import type { Destination } from "../../../lambda/destinations/destination.ts";
import { PushgatewayOutage } from "../../../lambda/sweep/scan/seen-group.ts";

const GROUP = { path: "/metrics/job@base64/YQ", content: new Uint8Array(), atMs: 1 };

const createDestination = (isOwn: () => boolean) => {
  const sent: string[] = [];
  const take = (what: string) => async (_: unknown, timeoutMs: number) => {
    sent.push(`${what} within ${timeoutMs > 0 && timeoutMs <= 200}`);
    return { kind: "delivered" } as const;
  };
  const destination: Destination = {
    write: take("write"),
    remove: take("remove"),
    isReady: async () => true,
  };
  return { own: sendOnlyToOwn(destination, isOwn), sent };
};

describe("a destination that sends only to its own Pushgateway", () => {
  it("sends as usual while that is there", async () => {
    const { own, sent } = createDestination(() => true);
    expect(await own.write(GROUP, 200)).toEqual({ kind: "delivered" });
    expect(await own.remove(GROUP, 200)).toEqual({ kind: "delivered" });
    expect(await own.isReady(200)).toBe(true);
    expect(sent).toEqual(["write within true", "remove within true"]);
  });

  it("waits while it is started again, and sends in the time that is left", async () => {
    let asked = 0;
    const { own, sent } = createDestination(() => ++asked > 2);
    expect(await own.write(GROUP, 200)).toEqual({ kind: "delivered" });
    expect(sent).toEqual(["write within true"]);
  });

  it("sends nothing to another program", async () => {
    const { own, sent } = createDestination(() => false);
    const unreachable = { kind: "unanswered", reason: "unreachable" };
    expect(await own.write(GROUP, 30)).toEqual(unreachable);
    expect(await own.remove(GROUP, 30)).toEqual(unreachable);
    expect(await own.isReady(30)).toBe(false);
    expect(sent).toEqual([]);
  });
});

it("a reader of only its own Pushgateway does not read another program", async () => {
  let isOwn = true;
  const own = readOnlyOwn({ readStart: async () => "then", readGroups: async function* () {} }, () => isOwn);
  expect(await own.readStart()).toBe("then");
  isOwn = false;
  await expect(own.readStart()).rejects.toThrow(PushgatewayOutage);
});
