import { expect } from "@jest/globals";
import fc from "fast-check";
import { findPageFaults } from "../exposition-oracle.ts";
import { groupPath, onceIn, payload } from "./payload.ts";
import type { ProxyUnderTest, PushParts } from "./proxy-under-test.ts";

/** What the commands run against, with what became of them. */
export interface Arena {
  readonly proxy: ProxyUnderTest;
  readonly pushgatewayUrl: string;
  readonly tally: Map<number, number>;
}

type Model = Readonly<Record<string, never>>;
export type PoisonCommand = fc.AsyncCommand<Model, Arena>;

/** Does something to the proxy, after which the scrape must be as sound as before. */
const command = (name: string, act: (arena: Arena) => Promise<void>): PoisonCommand => ({
  check: () => true,
  run: async (_model, arena) => {
    await act(arena);
    await expectSoundPage(arena.pushgatewayUrl);
  },
  toString: () => name,
});

export const expectSoundPage = async (pushgatewayUrl: string): Promise<void> => {
  const response = await fetch(`${pushgatewayUrl}/metrics`);
  const page = await response.text();
  expect({ status: response.status, faults: response.ok ? findPageFaults(page) : [page] }).toEqual({
    status: 200,
    faults: [],
  });
};

const push = (instance: number, parts: PushParts): PoisonCommand =>
  command(`push(${instance}, ${JSON.stringify(parts)})`, async ({ proxy, tally }) => {
    const { statusCode, body } = await proxy.push(instance, parts);
    tally.set(statusCode, (tally.get(statusCode) ?? 0) + 1);
    // A Pushgateway that refuses what the proxy took is a mistake of the proxy's.
    expect({ body, isExpected: EXPECTED_STATUSES.has(statusCode) }).toMatchObject({ isExpected: true });
  });

const EXPECTED_STATUSES: ReadonlySet<number> = new Set([200, 202, 400, 409, 422]);

const instance = fc.integer({ min: 0, max: 1 });
const path = groupPath;
const MINUTE = 60_000;

/** A push by far the most often; time passes in steps that a claim survives and in steps that it does not. */
export const poisonCommands: fc.Arbitrary<PoisonCommand>[] = [
  ...Array.from({ length: 12 }, () =>
    fc
      .tuple(
        instance,
        fc.record({
          method: fc.constantFrom<PushParts["method"]>("PUT", "PUT", "POST"),
          path,
          payload,
          isDryRun: onceIn(20, fc.constant(true), false),
        }),
      )
      .map(([number, parts]) => push(number, parts)),
  ),
  ...Array.from({ length: 3 }, () =>
    fc
      .tuple(instance, path)
      .map(([number, group]) =>
        push(number, { method: "DELETE", path: group, payload: "", isDryRun: false }),
      ),
  ),
  fc
    .constantFrom(0, 1)
    .map((number) =>
      command(`restartFunction(${number})`, async ({ proxy }) => proxy.restartFunction(number)),
    ),
  ...Array.from({ length: 2 }, () =>
    fc.constant(
      command("sweep()", async ({ proxy }) => {
        expect(await proxy.sweep()).toMatchObject({ kind: "swept", findings: [] });
      }),
    ),
  ),
  ...Array.from({ length: 2 }, () =>
    fc
      .constantFrom(1, 5, 11, 31, 61)
      .map((minutes) =>
        command(`advance(${minutes} min)`, async ({ proxy }) => proxy.advance(minutes * MINUTE)),
      ),
  ),
];
