import { describe, expect, it } from "@jest/globals";
import { createRunReporter, UNREAD_PUSHGATEWAY } from "../../../infra/local/sweep-lines.ts";
import { NOTHING_SWEPT, type RunReport } from "../../../lambda/sweep/run/run-report.ts";

const WHOLE: RunReport = { ...NOTHING_SWEPT, mode: "apply", outcome: "whole", health: { kind: "valid" } };

const tell = (...reports: readonly Partial<RunReport>[]): readonly string[] => {
  const lines: string[] = [];
  const report = createRunReporter((line) => lines.push(line));
  for (const one of reports) {
    report({ ...WHOLE, ...one });
  }
  return lines;
};

const FOREIGN =
  'groups were pushed past the proxy; delete them with npm run groups -- delete PATH, or let each run delete such groups with "heal: true": ';

const OPENING = { isOpen: false, runs: 1, neededRuns: 3, taken: [], misfits: [] };

describe("the lines about sweep runs", () => {
  it("are none when a run did nothing notable", () => {
    expect(tell({}, { repairs: { missing: 1, older: 0, leftOver: 0, failed: 0 } })).toEqual([]);
  });

  it("tell what was done", () => {
    expect(
      tell({
        isRestarted: true,
        repairs: { missing: 3, older: 1, leftOver: 1, failed: 0 },
        expired: ["/a"],
        healed: Array.from({ length: 12 }, (_, index) => `/${index}`),
      }),
    ).toEqual([
      "sweep: the Pushgateway was restarted; 5 groups were relayed to it again",
      "sweep: deleted expired groups: /a",
      "sweep: deleted groups that were pushed past the proxy: /0 /1 /10 /11 /2 /3 /4 /5 /6 /7 and 2 more",
    ]);
  });

  it("tell a problem once, and again only after it was gone", () => {
    const foreign = { foreign: ["/f"] };
    const line = `warning: ${FOREIGN}/f`;
    expect(tell(foreign, foreign, {}, foreign)).toEqual([line, line]);
  });

  it("tell once that the page is invalid, whichever cause the Pushgateway names, and when it is valid again", () => {
    const invalid = (reason: string) => ({ health: { kind: "invalid", reason, unreadable: [] } }) as const;
    expect(tell(invalid("a"), invalid("b"), {})).toEqual([
      "warning: the scrape of the Pushgateway is not valid: a",
      "sweep: the page is valid again",
    ]);
  });

  it("tell the same groups once, in whatever order the Pushgateway lists them", () => {
    expect(tell({ foreign: ["/b", "/a"] }, { foreign: ["/a", "/b"] })).toEqual([`warning: ${FOREIGN}/a /b`]);
  });

  it("name groups by readable paths, and one that the proxy cannot have pushed by its exact path", () => {
    const foreign = ["/metrics/job@base64/YS9i/zone@base64/eA", "/metrics/job@base64/Yg/y@base64/="];
    expect(tell({ foreign })).toEqual([
      `warning: ${FOREIGN}/metrics/job/a%2Fb/zone/x /metrics/job@base64/Yg/y@base64/=`,
    ]);
  });

  it("do not ask to delete a foreign group that the run has deleted", () => {
    expect(tell({ foreign: ["/f"], healed: ["/f"] })).toEqual([
      "sweep: deleted groups that were pushed past the proxy: /f",
    ]);
  });

  it("tell an outage once, although its reason changes", () => {
    const refused = { outcome: "pushgateway-unread", outage: "refused", isStoreOpen: true } as const;
    expect(tell(refused, { ...refused, outage: "no answer" })).toEqual([
      "warning: the Pushgateway cannot be read: refused; pushes are stored meanwhile, and reach it later",
    ]);
  });

  it("do not repeat what the start has reported, until it was gone", () => {
    const lines: string[] = [];
    const report = createRunReporter((line) => lines.push(line), [UNREAD_PUSHGATEWAY]);
    const silent: RunReport = {
      ...WHOLE,
      outcome: "pushgateway-unread",
      outage: "refused",
      isStoreOpen: true,
    };
    report(silent);
    expect(lines).toEqual([]);
    report(WHOLE);
    report(silent);
    expect(lines).toEqual([
      "sweep: the Pushgateway answers again",
      expect.stringMatching(/^warning: the Pushgateway cannot be read: refused/),
    ]);
  });

  it.each([
    [{}, ["sweep: the Pushgateway answers again"]],
    [
      { repairs: { missing: 1, older: 0, leftOver: 0, failed: 0 } },
      ["sweep: the Pushgateway answers again; 1 group was relayed to it"],
    ],
    [
      { isRestarted: true, repairs: { missing: 2, older: 0, leftOver: 0, failed: 0 } },
      [
        "sweep: the Pushgateway answers again",
        "sweep: the Pushgateway was restarted; 2 groups were relayed to it again",
      ],
    ],
  ])("tell that the Pushgateway answers again: %j", (repaired, lines) => {
    const unread = { outcome: "pushgateway-unread", outage: "refused" } as const;
    expect(tell(unread, unread, repaired, {}).slice(1)).toEqual(lines);
  });

  it.each([
    ["store-unread", "sweep: the store can be read again"],
    ["partial", "sweep: the store can be written again"],
  ] as const)("tell the end of an outage of the store: %s", (outcome, line) => {
    const outage = { outcome, outage: "disk I/O error" };
    expect(tell(outage, outage, {}, {}).slice(1)).toEqual([line]);
  });

  it.each([
    [
      { outcome: "pushgateway-unread", outage: "refused", isStoreOpen: true },
      "the Pushgateway cannot be read: refused; pushes are stored meanwhile, and reach it later",
    ],
    [
      { outcome: "pushgateway-unread", outage: "refused", isStoreOpen: false },
      "the Pushgateway cannot be read: refused; pushes get 503 meanwhile, because the store is new and must first read the groups of the Pushgateway",
    ],
    [
      { outcome: "store-unread", outage: "disk I/O error" },
      "the store cannot be read (disk I/O error); pushes get 503 until it can be read",
    ],
    [
      { health: { kind: "invalid", reason: "500", unreadable: [] } },
      "the scrape of the Pushgateway is not valid: 500",
    ],
    [
      { storeBehind: ["/b"] },
      "the Pushgateway has later versions than the store, which was set back; the next push of each group corrects it: /b",
    ],
    [{ refused: ["/r"] }, "the Pushgateway refuses stored groups, which is a bug of the proxy: /r"],
    [
      { ahead: ["/metrics/job@base64/YQ"] },
      "groups have a time in the future, because a clock was ahead or set back; until then their pushes take longer, and they expire later: /metrics/job/a",
    ],
    [{ unreadable: [{ key: "owner#k", reason: "damaged" }] }, "cannot be read: owner#k: damaged"],
    [
      { unreadable: [{ key: "/metrics/job@base64/YQ", reason: "damaged" }] },
      "cannot be read: /metrics/job/a: damaged; PUT the group again, or delete it (npm run groups -- delete PATH)",
    ],
    [
      { isHealHeldBack: true },
      "they are more than half of all groups, so none is deleted: npm run sweep -- --force",
    ],
  ] as const)("warn about %j", (report, line) => {
    expect(tell(report)).toEqual([`warning: ${line}`]);
  });

  it("warns of a store that cannot be written", () => {
    const full = { outcome: "partial", outage: "database or disk is full", isStoreOpen: true } as const;
    expect(tell(full, full, full)).toEqual([
      "warning: the store cannot be written (database or disk is full); pushes get 503 until it can be written",
    ]);
  });

  it("tell that all groups were relayed again", () => {
    expect(tell({ relayedAgain: 2 })).toEqual([
      "sweep: the page was invalid, and no group is foreign, so 2 groups were relayed again: somebody has changed one past the proxy",
    ]);
  });

  it("warns when two runs in a row could not relay every group, and not after one", () => {
    const partial = { outcome: "partial" } as const;
    expect(tell(partial, {}, partial)).toEqual([]);
    expect(tell(partial, partial, partial)).toEqual([
      "warning: not every group could be relayed to the Pushgateway, and the next run tries again; if this goes on, look at its log and at what is in front of it",
    ]);
  });

  it("tell the store's progress towards taking pushes", () => {
    expect(
      tell(
        { outcome: "opening", opening: { ...OPENING, taken: ["/a"], misfits: ["/b"] } },
        { outcome: "opening", opening: OPENING },
        { outcome: "opening", opening: { ...OPENING, runs: 2 } },
        { outcome: "opening", opening: { ...OPENING, isOpen: true, runs: 0 } },
      ),
    ).toEqual([
      "sweep: 1 group was taken over from the Pushgateway",
      "sweep: cannot be taken over (it contradicts another group, or its key is not UTF-8), deleted at the Pushgateway: /b",
      "warning: the store is being opened, and new groups and series get 503: 1 of 3 runs are done",
      "warning: the store is being opened, and new groups and series get 503: 2 of 3 runs are done",
      "sweep: the store is open: pushes are accepted",
    ]);
  });
});
