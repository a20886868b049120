import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  counterKey,
  nameKey,
  OPEN_KEY,
  placementKey,
  refusalsKey,
} from "../../../lambda/store/contracts/contract-key.ts";
import { GONE_FOR_MS } from "../../../lambda/store/groups/gone.ts";
import type {
  ContractItem,
  CounterItem,
  GoneSeries,
  GroupItem,
  Idle,
  LiveGroup,
  NameItem,
  PlacementItem,
  Tombstone,
} from "../../../lambda/store/items.ts";
import type { GoneMode, ScannedGroup, Store, Versioned } from "../../../lambda/store/store.ts";
import { Random } from "../random.ts";
import { createLease } from "./lease.ts";

const PATH = "/metrics/job@base64/YQ";
const IDLE: Idle = { runs: 2, atMs: 1_700_000_000_123, pushgatewayStart: "1.7e9" };

const live = (changes: Partial<LiveGroup> = {}): LiveGroup => ({
  state: "live",
  path: PATH,
  atMs: 1_000,
  id: "w1",
  fingerprint: "p1",
  content: Uint8Array.from([1, 2, 3]),
  series: 37,
  countedBytes: 2_048,
  owner: "desktop-app",
  ...changes,
});

const tombstone = (changes: Partial<Tombstone> = {}): Tombstone => ({
  state: "deleted",
  path: PATH,
  atMs: 1_000,
  id: "w1",
  idle: undefined,
  ...changes,
});

const NAME: NameItem = {
  kind: "name",
  base: "requests",
  entries: new Map([
    [
      "requests_count",
      {
        family: "requests",
        type: "histogram",
        first: { owner: "ci", job: "ci-\u{1f600}", atMs: 5 },
        idle: undefined,
      },
    ],
    ["__proto__", { family: "__proto__", type: "gauge", first: undefined, idle: IDLE }],
  ]),
};

const PLACEMENT: PlacementItem = {
  kind: "placement",
  job: "ci",
  families: new Map([
    [
      "up_total",
      new Map([
        [
          "constructor",
          {
            key: new Map([
              ["h1", { idle: undefined }],
              ["h2", { idle: IDLE }],
            ]),
            body: new Map([["__proto__", { idle: undefined }]]),
            rest: { side: "key" as const, idle: undefined },
          },
        ],
        ["instance", { key: new Map(), body: new Map(), rest: undefined }],
      ]),
    ],
  ]),
};

const ADDED = { groups: 1, series: 37, bytes: 2_048, names: 11 };

/** The behaviour of every store. `createStore` returns an empty store. */
export const describeStore = (createStore: (gone: GoneMode) => Promise<Store>): void => {
  let store: Store;

  beforeEach(async () => {
    store = await createStore("forgotten");
  });

  describe("removed series", () => {
    beforeEach(async () => {
      store = await createStore("kept");
    });

    const readBack = async (): Promise<GroupItem | undefined> => plain(await store.groups.read(PATH));
    const gone = (atMs: number, ...content: number[]): GoneSeries => ({
      atMs,
      series: content.length,
      content: Uint8Array.from(content),
    });

    it.each<[string, GroupItem]>([
      ["a live group", live({ gone: [gone(400, 1), gone(1_700_000_000_123, 2, 3)] })],
      ["a tombstone", tombstone({ gone: [gone(400), gone(500, 7)], idle: IDLE })],
    ])("are read as they were written with %s", async (_, item) => {
      expect(await store.groups.write(item, undefined)).toEqual({ kind: "done" });
      expect(await readBack()).toStrictEqual(item);
    });

    it("are replaced with the item", async () => {
      await store.groups.write(live({ gone: [gone(400, 1)] }), undefined);
      await store.groups.write(live({ atMs: 2_000, gone: [] }), live());
      expect(await readBack()).toStrictEqual(live({ atMs: 2_000 }));
    });

    it("stay when the group is overwritten, until they expire; then the write is refused so that its writer reads the group", async () => {
      const stored = live({ gone: [gone(500, 1), gone(900, 2)] });
      await store.groups.write(stored, undefined);
      const write = { ...live(), id: "w2" };
      const lastMs = 900 + GONE_FOR_MS - 1;
      expect(await store.groups.overwrite({ ...write, atMs: lastMs })).toEqual({ kind: "done" });
      const kept = { ...stored, id: "w2", atMs: lastMs };
      expect(await readBack()).toStrictEqual(kept);
      const late = await store.groups.overwrite({ ...write, id: "w3", atMs: lastMs + 1 });
      expect(plainOutcome(late)).toStrictEqual({ kind: "refused", current: kept });
    });

    it("include all series of a deleted group, and those removed before", async () => {
      const before = gone(500, 1);
      await store.groups.write(live({ gone: [before] }), undefined);
      const buried = tombstone({ atMs: 1_500, id: "w9" });
      expect(await store.groups.bury(buried)).toEqual({ kind: "done" });
      const held = { atMs: 1_500, series: 37, content: Uint8Array.from([1, 2, 3]) };
      expect(await readBack()).toStrictEqual({ ...buried, gone: [before, held] });
    });

    it("keep their time when a tombstone is deleted again, or marked", async () => {
      await store.groups.write(live(), undefined);
      await store.groups.bury(tombstone({ atMs: 1_500, id: "w8" }));
      await store.groups.bury(tombstone({ atMs: 1_600, id: "w9" }));
      const held = { atMs: 1_500, series: 37, content: Uint8Array.from([1, 2, 3]) };
      const buried = tombstone({ atMs: 1_600, id: "w9", gone: [held] });
      expect(await readBack()).toStrictEqual(buried);
      expect(await store.groups.mark(buried, IDLE)).toEqual({ kind: "done" });
      expect(await readBack()).toStrictEqual({ ...buried, idle: IDLE });
      expect(await store.groups.remove({ ...buried, idle: IDLE })).toEqual({ kind: "done" });
    });

    it("are none when there was no group", async () => {
      await store.groups.bury(tombstone());
      expect(await readBack()).toStrictEqual(tombstone());
    });

    it("are left out of an item that would be too large with them", async () => {
      const random = new Random(7);
      const noise = (length: number) => Uint8Array.from({ length }, () => Math.floor(random.next() * 256));
      const large = live({ content: noise(379_000) });
      const much = [{ atMs: 1, series: 1, content: noise(100_000) }];
      expect(await store.groups.write({ ...large, gone: much }, undefined)).toEqual({ kind: "done" });
      expect({ ...(await readBack()), gone: much }).toStrictEqual({ ...large, gone: much });
    });
  });

  describe("groups", () => {
    const readBack = async (): Promise<GroupItem | undefined> => plain(await store.groups.read(PATH));

    it("reads nothing when nothing was written", async () => {
      expect(await readBack()).toBeUndefined();
    });

    it.each<[string, GroupItem]>([
      ["a live group", live()],
      ["a live group with no series and no content", live({ series: 0, content: new Uint8Array() })],
      ["a live group with a path of 1,800 bytes", live({ path: PATH + "x".repeat(1_800) })],
      ["a tombstone", tombstone()],
      ["an idle tombstone", tombstone({ idle: IDLE })],
    ])("reads %s as it was written", async (_, item) => {
      expect(await store.groups.write(item, undefined)).toEqual({ kind: "done" });
      expect(plain(await store.groups.read(item.path))).toStrictEqual(item);
    });

    it("creates a group once", async () => {
      await store.groups.write(live(), undefined);
      const again = await store.groups.write(live({ id: "w2" }), undefined);
      expect(plainOutcome(again)).toStrictEqual({ kind: "refused", current: live() });
      expect(await readBack()).toStrictEqual(live());
    });

    it("replaces exactly the version that was read", async () => {
      await store.groups.write(live(), undefined);
      const next = live({ atMs: 2_000, id: "w2", fingerprint: "p2" });
      expect(await store.groups.write(next, { atMs: 1_000, id: "w1" })).toEqual({ kind: "done" });
      expect(await readBack()).toStrictEqual(next);
    });

    it.each([
      ["the same id and another time", { atMs: 999, id: "w1" }],
      ["the same time and another id", { atMs: 1_000, id: "w0" }],
    ])("does not replace a version with %s", async (_, expected) => {
      await store.groups.write(live(), undefined);
      const outcome = await store.groups.write(live({ atMs: 2_000 }), expected);
      expect(plainOutcome(outcome)).toStrictEqual({ kind: "refused", current: live() });
    });

    it("does not create a group when one was expected", async () => {
      expect(await store.groups.write(live(), { atMs: 1, id: "w0" })).toStrictEqual({
        kind: "refused",
        current: undefined,
      });
    });

    describe("overwrite", () => {
      const write = {
        path: PATH,
        fingerprint: "p1",
        content: Uint8Array.from([9]),
        countedBytes: 2_048,
        atMs: 1_001,
        id: "w2",
      };

      it("changes content, time and id of a live group that is older and has the same fingerprint", async () => {
        await store.groups.write(live(), undefined);
        expect(await store.groups.overwrite(write)).toEqual({ kind: "done" });
        expect(await readBack()).toStrictEqual(
          live({ content: Uint8Array.from([9]), atMs: 1_001, id: "w2" }),
        );
      });

      it("may write fewer bytes than counted, and keeps the counted bytes", async () => {
        await store.groups.write(live(), undefined);
        await store.groups.overwrite({ ...write, countedBytes: 1_024 });
        expect(await readBack()).toMatchObject({ countedBytes: 2_048, id: "w2" });
      });

      it.each<[string, GroupItem | undefined, Partial<typeof write>]>([
        ["there is no item", undefined, {}],
        ["the group was deleted", tombstone(), {}],
        ["the fingerprint is another", live(), { fingerprint: "p2" }],
        ["the group has the same time", live({ atMs: 1_001 }), {}],
        ["the group is newer", live({ atMs: 1_002 }), {}],
        ["more bytes are needed than counted", live(), { countedBytes: 3_072 }],
      ])("is refused when %s, and returns that item", async (_, stored, changes) => {
        if (stored !== undefined) {
          await store.groups.write(stored, undefined);
        }
        const outcome = await store.groups.overwrite({ ...write, ...changes });
        expect(plainOutcome(outcome)).toStrictEqual({ kind: "refused", current: stored });
        expect(await readBack()).toStrictEqual(stored);
      });
    });

    describe("bury", () => {
      it.each<[string, GroupItem | undefined]>([
        ["nothing", undefined],
        ["an older live group", live({ atMs: 1_499 })],
        ["an older tombstone", tombstone({ atMs: 1_499, idle: IDLE })],
      ])("writes the tombstone over %s", async (_, stored) => {
        if (stored !== undefined) {
          await store.groups.write(stored, undefined);
        }
        const buried = tombstone({ atMs: 1_500, id: "w9" });
        expect(await store.groups.bury(buried)).toEqual({ kind: "done" });
        expect(await readBack()).toStrictEqual(buried);
      });

      it("is refused for a group with the same time", async () => {
        await store.groups.write(live({ atMs: 1_500 }), undefined);
        const outcome = await store.groups.bury(tombstone({ atMs: 1_500, id: "w9" }));
        expect(plainOutcome(outcome)).toStrictEqual({ kind: "refused", current: live({ atMs: 1_500 }) });
      });
    });

    describe("tombstones", () => {
      it("are marked idle without a new version", async () => {
        await store.groups.write(tombstone(), undefined);
        expect(await store.groups.mark(tombstone(), IDLE)).toEqual({ kind: "done" });
        expect(await readBack()).toStrictEqual(tombstone({ idle: IDLE }));
        expect(await store.groups.mark(tombstone({ idle: IDLE }), undefined)).toEqual({ kind: "done" });
        expect(await readBack()).toStrictEqual(tombstone());
      });

      it("are removed", async () => {
        await store.groups.write(tombstone({ idle: IDLE }), undefined);
        expect(await store.groups.remove(tombstone({ idle: IDLE }))).toEqual({ kind: "done" });
        expect(await readBack()).toBeUndefined();
      });

      it.each<[string, GroupItem | undefined]>([
        ["removed already", undefined],
        ["pushed again", live()],
        ["written again", tombstone({ atMs: 1_001, idle: IDLE })],
        ["written by another push", tombstone({ id: "w2", idle: IDLE })],
        ["marked again", tombstone({ idle: { ...IDLE, runs: 3 } })],
        ["no longer idle", tombstone()],
      ])("are neither marked nor removed when they were %s", async (_, stored) => {
        if (stored !== undefined) {
          await store.groups.write(stored, undefined);
        }
        const scanned = tombstone({ idle: IDLE });
        expect(await store.groups.mark(scanned, { ...IDLE, runs: 9 })).toMatchObject({ kind: "refused" });
        expect(await store.groups.remove(scanned)).toMatchObject({ kind: "refused" });
        expect(await readBack()).toStrictEqual(stored);
      });
    });

    it("is empty until there is an item or a tombstone", async () => {
      expect(await store.groups.isEmpty()).toBe(true);
      await store.groups.bury(tombstone());
      expect(await store.groups.isEmpty()).toBe(false);
      await store.groups.remove(tombstone());
      expect(await store.groups.isEmpty()).toBe(true);
      await store.groups.write(live(), undefined);
      expect(await store.groups.isEmpty()).toBe(false);
    });

    it("scans every item once", async () => {
      const items = Array.from({ length: 450 }, (_, index) =>
        index % 3 === 0
          ? tombstone({ path: `${PATH}/i@base64/${index}` })
          : live({ path: `${PATH}/i@base64/${index}` }),
      );
      // One after the other, since an emulator that gets all at once answers some only after the deadline.
      for (const item of items) {
        expect(await store.groups.write(item, undefined)).toEqual({ kind: "done" });
      }
      const scanned: ScannedGroup[] = [];
      for await (const page of store.groups.scan()) {
        scanned.push(...page);
      }
      const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
      expect(
        scanned.map((item) => (item.state === "unreadable" ? item : plain(item))).sort(byPath as never),
      ).toStrictEqual(items.sort(byPath));
    });

    it("accepts a group of 380 KB that cannot be compressed, and reports the size of a larger one", async () => {
      const random = new Random(7);
      const noise = (length: number) => Uint8Array.from({ length }, () => Math.floor(random.next() * 256));
      expect(await store.groups.write(live({ content: noise(379_000) }), undefined)).toEqual({
        kind: "done",
      });
      const outcome = await store.groups.write(
        live({ path: `${PATH}/x`, content: noise(390_000) }),
        undefined,
      );
      expect(outcome.kind).toBe("too-large");
      expect(outcome.kind === "too-large" && outcome.storedBytes).toBeGreaterThanOrEqual(390_000);
      const overwritten = await store.groups.overwrite({ ...live({ content: noise(390_000) }), atMs: 2_000 });
      expect(overwritten.kind).toBe("too-large");
    });

    it("lets exactly one of many writers replace a version", async () => {
      await store.groups.write(live(), undefined);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.groups.write(live({ atMs: 2_000, id: `r${index}` }), { atMs: 1_000, id: "w1" }),
        ),
      );
      expect(outcomes.filter(({ kind }) => kind === "done")).toHaveLength(1);
    });
  });

  describe("contracts", () => {
    const readOne = async (key: string): Promise<Versioned | undefined> =>
      (await store.contracts.read([key])).get(key);

    it.each<[string, string, ContractItem]>([
      ["names", nameKey("requests"), NAME],
      ["placements", placementKey("ci"), PLACEMENT],
      [
        "the open state",
        OPEN_KEY,
        {
          kind: "open",
          table: "groups",
          opening: undefined,
          labels: new Map<string, Idle | "open">([
            ["instance", "open"],
            ["branch", IDLE],
          ]),
        },
      ],
      ["an opening", OPEN_KEY, { kind: "open", table: undefined, opening: IDLE, labels: new Map() }],
      ["the last run", "run", { kind: "run", startedMs: 5, pushgatewayStart: "" }],
      ["a lease of remote write", "remote-write#amp#1", createLease()],
      ["the last failed relay", "dirty", { kind: "dirty", atMs: 6 }],
    ])("reads %s as it was written", async (_, key, item) => {
      expect(await store.contracts.write(item, undefined)).toEqual({ kind: "done" });
      expect((await readOne(key))?.item).toStrictEqual(item);
    });

    it("reads only existing keys", async () => {
      await store.contracts.write(NAME, undefined);
      await store.contracts.write(PLACEMENT, undefined);
      const keys = [nameKey("requests"), placementKey("ci"), nameKey("other"), OPEN_KEY];
      expect([...(await store.contracts.read(keys)).keys()].sort()).toEqual(
        [nameKey("requests"), placementKey("ci")].sort(),
      );
      expect(await store.contracts.read([])).toEqual(new Map());
    });

    it("reads more keys than one request can have", async () => {
      const names = Array.from({ length: 230 }, (_, index) => `n${index}`);
      for (let start = 0; start < names.length; start += 10) {
        const some = names.slice(start, start + 10);
        const written = some.map((base) => store.contracts.write({ ...NAME, base }, undefined));
        expect(await Promise.all(written)).toEqual(some.map(() => ({ kind: "done" })));
      }
      expect((await store.contracts.read(names.map(nameKey))).size).toBe(230);
    });

    it("creates an item once, and changes only the version that was read", async () => {
      expect(await store.contracts.write(NAME, undefined)).toEqual({ kind: "done" });
      expect(await store.contracts.write(NAME, undefined)).toEqual({ kind: "refused" });
      const first = (await readOne(nameKey("requests")))!;
      expect(await store.contracts.write(NAME, first.version)).toEqual({ kind: "done" });
      expect(await store.contracts.write(NAME, first.version)).toEqual({ kind: "refused" });
      expect(await store.contracts.remove(nameKey("requests"), first.version)).toEqual({ kind: "refused" });
      const second = (await readOne(nameKey("requests")))!;
      expect(await store.contracts.remove(nameKey("requests"), second.version)).toEqual({ kind: "done" });
      expect(await readOne(nameKey("requests"))).toBeUndefined();
    });

    it("distinguishes a removed and recreated item from the one that was read", async () => {
      await store.contracts.write(NAME, undefined);
      const { version } = (await readOne(nameKey("requests")))!;
      await store.contracts.remove(nameKey("requests"), version);
      await store.contracts.write(NAME, undefined);
      expect(await store.contracts.write(NAME, version)).toEqual({ kind: "refused" });
      expect(await store.contracts.remove(nameKey("requests"), version)).toEqual({ kind: "refused" });
    });

    it("scans every item, including counters and refusals", async () => {
      await store.contracts.write(NAME, undefined);
      await store.contracts.write(PLACEMENT, undefined);
      await store.contracts.addRefusals("ci", new Map([["contract-conflict", 1]]));
      await store.contracts.add({ to: { totalShard: 3 }, add: ADDED });
      const kinds: string[] = [];
      for await (const page of store.contracts.scan()) {
        kinds.push(...page.map((one) => ("item" in one ? one.item.kind : one.reason)));
      }
      expect(kinds.sort()).toEqual(["counter", "name", "placement", "refusals"]);
    });

    describe("refusals", () => {
      const refusals = async () => (await readOne(refusalsKey("ci")))?.item;

      it("start at zero, and add up by code and client", async () => {
        const first = new Map([["contract-conflict", 2]]);
        expect(await store.contracts.addRefusals("ci", first)).toEqual({ kind: "done" });
        const second = new Map([
          ["contract-conflict", 1],
          ["payload-invalid", 40],
        ]);
        expect(await store.contracts.addRefusals("ci", second)).toEqual({ kind: "done" });
        await store.contracts.addRefusals("other", first);
        expect(await refusals()).toStrictEqual({
          kind: "refusals",
          client: "ci",
          counts: new Map([
            ["contract-conflict", 3],
            ["payload-invalid", 40],
          ]),
        });
      });

      it("lose no concurrent addition", async () => {
        const one = new Map([["rate-exceeded", 1]]);
        await Promise.all(Array.from({ length: 50 }, () => store.contracts.addRefusals("ci", one)));
        expect(await refusals()).toMatchObject({ counts: new Map([["rate-exceeded", 50]]) });
      });

      it("get another version with each addition, so that they can be removed", async () => {
        const one = new Map([["rate-exceeded", 1]]);
        await store.contracts.addRefusals("ci", one);
        const { version } = (await readOne(refusalsKey("ci")))!;
        await store.contracts.addRefusals("ci", one);
        expect(await store.contracts.remove(refusalsKey("ci"), version)).toEqual({ kind: "refused" });
        const { version: current } = (await readOne(refusalsKey("ci")))!;
        expect(await store.contracts.remove(refusalsKey("ci"), current)).toEqual({ kind: "done" });
        expect(await refusals()).toBeUndefined();
      });
    });

    describe("counters", () => {
      const OWNER = { owner: "github repo:a/b", part: 0 };
      const counter = async (): Promise<CounterItem | undefined> => {
        const item = (await readOne(counterKey(OWNER)))?.item;
        return item?.kind === "counter" ? item : undefined;
      };

      it("start at zero and add up", async () => {
        await store.contracts.add({ to: OWNER, add: ADDED });
        await store.contracts.add({ to: OWNER, add: { groups: -1, series: 3, bytes: -1_024, names: 0 } });
        expect(await counter()).toStrictEqual({
          kind: "counter",
          of: OWNER,
          groups: 0,
          series: 40,
          bytes: 1_024,
          names: 11,
          revision: 0,
        });
      });

      it("have parts that count separately", async () => {
        const part = { ...OWNER, part: 11 };
        await store.contracts.add({ to: OWNER, add: ADDED });
        await store.contracts.add({ to: part, add: { ...ADDED, groups: 5 } });
        expect(await counter()).toMatchObject({ of: OWNER, groups: 1 });
        expect((await readOne(counterKey(part)))?.item).toMatchObject({ of: part, groups: 5 });
      });

      it("accept what fits exactly, and no more", async () => {
        const atMost = { groups: 2, series: 74, bytes: 4_096, names: 22 };
        expect(await store.contracts.add({ to: OWNER, add: ADDED, atMost })).toEqual({ kind: "done" });
        expect(await store.contracts.add({ to: OWNER, add: ADDED, atMost })).toEqual({ kind: "done" });
        const full = await counter();
        for (const dimension of ["groups", "series", "bytes", "names"] as const) {
          const add = { groups: 0, series: 0, bytes: 0, names: 0, [dimension]: 1 };
          expect(await store.contracts.add({ to: OWNER, add, atMost })).toEqual({ kind: "refused" });
        }
        expect(await counter()).toStrictEqual(full);
      });

      it("are bounded from their first addition on", async () => {
        const atMost = { ...ADDED, series: 36 };
        expect(await store.contracts.add({ to: OWNER, add: ADDED, atMost })).toEqual({ kind: "refused" });
      });

      it("that exceed their bound may still shrink, and grow in other dimensions", async () => {
        await store.contracts.add({ to: OWNER, add: ADDED });
        const atMost = { groups: 5, series: 10, bytes: 1_024, names: 99 };
        const add = { groups: 1, series: -1, bytes: 0, names: 1 };
        expect(await store.contracts.add({ to: OWNER, add, atMost })).toEqual({ kind: "done" });
      });

      it("are recounted once per revision", async () => {
        expect(await store.contracts.add({ to: OWNER, add: ADDED, ifRevision: 0 })).toEqual({ kind: "done" });
        expect(await store.contracts.add({ to: OWNER, add: ADDED, ifRevision: 0 })).toEqual({
          kind: "refused",
        });
        expect(await store.contracts.add({ to: OWNER, add: ADDED, ifRevision: 1 })).toEqual({ kind: "done" });
        expect(await counter()).toMatchObject({ groups: 2, revision: 2 });
      });

      it("lose no concurrent addition", async () => {
        await Promise.all(Array.from({ length: 50 }, () => store.contracts.add({ to: OWNER, add: ADDED })));
        expect(await counter()).toMatchObject({ groups: 50, series: 1_850 });
      });
    });
  });
};

/** Databases return bytes as Buffers, which must still be equal to what was written. */
const plain = <Item extends GroupItem | undefined>(item: Item): Item =>
  item && {
    ...item,
    ...(item.state === "live" && { content: Uint8Array.from(item.content) }),
    ...(item.gone !== undefined && {
      gone: item.gone.map((one) => ({ ...one, content: Uint8Array.from(one.content) })),
    }),
  };

const plainOutcome = (outcome: Awaited<ReturnType<Store["groups"]["write"]>>) =>
  outcome.kind === "refused" ? { ...outcome, current: plain(outcome.current) } : outcome;
