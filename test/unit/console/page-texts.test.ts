import { describe, expect, it } from "@jest/globals";
import { toMark } from "../../../console/page/check/text-position.ts";
import { toExamplePath } from "../../../console/page/commands/example-path.ts";
import { parsePath } from "../../../console/page/commands/parse-path.ts";
import { toSelector } from "../../../console/page/commands/promql.ts";
import { toTextLines, toUser, writePush } from "../../../console/page/commands/push-command.ts";
import { toBackOffMs } from "../../../console/page/data/back-off.ts";
import { EventReader } from "../../../console/page/data/event-reader.ts";
import { describeSeconds } from "../../../console/page/text/duration.ts";
import { toAge } from "../../../console/page/text/freshness.ts";
import { showBytes } from "../../../console/page/text/numbers.ts";
import { toShownPieces } from "../../../console/page/text/shown-text.ts";
import { filterGroups, indexGroups, sortGroups } from "../../../console/page/views/group-list.ts";
import { toReadablePath } from "../../../lambda/model/readable-path.ts";
import { parseGroupingKey } from "../../../lambda/request/parse-grouping-key.ts";
import { aGroup, CALLERS } from "../../support/console/fixtures.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const pushed = (secondsAgo: number, usualSeconds?: number, expiresAfterSeconds?: number) =>
  toAge(
    { pushedAt: new Date(NOW - secondsAgo * 1_000).toISOString(), usualSeconds, expiresAfterSeconds },
    NOW,
  );

describe("the age of a group", () => {
  it.each([
    ["within its usual interval", pushed(60, 30), "on-time", "usually every 30 s"],
    ["after it", pushed(61, 30), "late", "late, usually every 30 s"],
    ["without one", pushed(61), "unknown", ""],
    ["at half of its time", pushed(50, undefined, 100), "unknown", ""],
    ["after half of its time", pushed(51, 600, 100), "expiring", "expires in 49 s"],
    ["at its end", pushed(100, 600, 100), "expired", "expired, the next sweep deletes it"],
    ["in the future", pushed(-5, 30), "on-time", "usually every 30 s"],
  ])("is shown %s", (_name, age, freshness, meaning) => {
    expect(age).toMatchObject({ freshness, meaning });
  });

  it.each([
    [0, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [3_600, "1 h"],
    [172_799, "47 h"],
    [172_800, "2 d"],
  ])("of %d s is written in one unit", (seconds, text) => {
    expect(describeSeconds(seconds)).toBe(text);
  });
});

describe("server-sent events", () => {
  it("are read from chunks that end anywhere", () => {
    const stream =
      ': hello\n\nevent: overview\ndata: {"a":1}\n\nevent: overview\r\ndata: {"a":\r\ndata: 2}\r\n\r\ndata: x\n\n';
    for (let size = 1; size < stream.length; size++) {
      const reader = new EventReader();
      const events = stream.match(new RegExp(`[^]{1,${size}}`, "g"))!.flatMap((piece) => reader.read(piece));
      expect(events).toEqual([
        { name: "overview", data: '{"a":1}' },
        { name: "overview", data: '{"a":\n2}' },
        { name: "message", data: "x" },
      ]);
    }
  });

  it("are requested again after increasing waits", () => {
    expect([0, 1, 2, 3, 4, 5, 99].map(toBackOffMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
    ]);
  });
});

describe("commands", () => {
  const group = aGroup("a/b c", { ünï: 'quo"te', branch: "x\\y" });

  it("write a group's path as the proxy parses it", () => {
    for (const { job, labels } of [
      aGroup("a/b c", { branch: "x\\y" }),
      aGroup("ci", { a: "..", b: "é%2F" }),
    ]) {
      const path = toReadablePath({ job, labels });
      const expected = parseGroupingKey(path);
      expect(expected.ok && expected.value.path).toBe(parsePath(path)?.path);
      expect(parsePath(`https://example.com/prod${path}?dry_run=true`)?.get("job")).toBe(job);
    }
  });

  it.each([
    "/metrics",
    "/metrics/instance/a",
    "/metrics/job",
    "/metrics/job/a/b",
    "/metrics/job/a//b",
    "/metrics/job/%zz",
  ])("recognise that %s is not a group", (path) => {
    expect(parsePath(path)).toBeUndefined();
  });

  it("select a group in PromQL, and quote names outside the legacy set", () => {
    expect(toSelector(group)).toBe('{job="a/b c", "ünï"="quo\\"te", branch="x\\\\y"}');
    expect(toSelector(aGroup("ci"), "up")).toBe('up{job="ci"}');
    expect(toSelector(aGroup("ci"), "a.b")).toBe('{"a.b", job="ci"}');
  });

  it("quote the shell's special characters", () => {
    const push = {
      url: "http://x/metrics/job/it's",
      method: "PUT",
      user: "ci",
      token: "$PUSH_TOKEN",
      body: { kind: "lines", lines: ['a{b="$(id)\'`"} 1'] },
    } as const;
    expect(writePush(push, "curl")).toBe(
      `printf '%s\\n' 'a{b="$(id)'\\''\`"} 1' |\n  curl -sS -u "ci:$PUSH_TOKEN" -X PUT --data-binary @- \\\n  'http://x/metrics/job/it'\\''s'`,
    );
    expect(writePush(push, "PowerShell")).toBe(
      '"a{b=`"`$(id)\'```"} 1" |\n  curl.exe -sS -u "ci:$\u007benv:PUSH_TOKEN}" -X PUT --data-binary "@-" `\n  \'http://x/metrics/job/it\'\'s\'',
    );
  });

  it("quote what PowerShell takes for a quote", () => {
    const push = {
      url: "http://x",
      method: "PUT",
      user: "ci",
      token: "t",
      contentType: "a\u2018b\u2019c\u201ad\u201be",
      body: { kind: "lines", lines: ["# HELP a \u201c;id;\u201d\u201e"] },
    } as const;
    const command = writePush(push, "PowerShell");
    expect(command).toContain('"# HELP a `\u201c;id;`\u201d`\u201e" |');
    expect(command).toContain("'Content-Type: a\u2018\u2018b\u2019\u2019c\u201a\u201ad\u201b\u201be'");
  });

  it("name the client or issuer of a group, and no claim of its token", () => {
    expect(toUser("github?ref=$(id)?&repository=x")).toBe("github");
    expect(toUser("ci")).toBe("ci");
    expect(toUser(undefined)).toBe("<client>");
  });

  it.each(["\u0003", "\r", "\u001b[201~", "\t", "\u007f", "\u009b"])("leave out what %j is in", (keys) => {
    const family = (name: string, help: string, value: string) => ({
      name,
      type: "gauge" as const,
      help,
      series: [{ labels: { l: value }, values: [{ name: "value", value: "1" }] }],
    });
    const families = [family("a", keys, ""), family("b", "", keys), family("c", "\n", "\n")];
    expect(toTextLines({ families })).toEqual(["# HELP c \\n", "# TYPE c gauge", 'c{l="\\n"} 1']);
  });

  it("write one line for each series with a single value, and no histograms", () => {
    const series = (labels: Record<string, string>, value: string) => [
      { labels, values: [{ name: "value", value }] },
    ];
    expect(
      toTextLines({
        families: [
          { name: "a", type: "gauge", help: "b\\\nc", series: series({ d: 'e"\\\n' }, "1") },
          {
            name: "h",
            type: "histogram",
            help: "",
            series: [{ labels: {}, values: [{ name: "count", value: "1" }] }],
          },
          { name: "many", type: "gauge", help: "", series: Array(30).fill(series({}, "1")[0]) },
        ],
      }),
    ).toEqual(["# HELP a b\\\\\\nc", "# TYPE a gauge", 'a{d="e\\"\\\\\\n"} 1']);
  });
});

describe("text from clients", () => {
  it("is shown with escapes for characters with an effect in a browser, and cut", () => {
    expect(toShownPieces("a\u202eb", 10)).toEqual([
      { text: "a", isEscape: false },
      { text: "\\u202e", isEscape: true },
      { text: "b", isEscape: false },
    ]);
    expect(toShownPieces("abc", 3)).toEqual([{ text: "abc", isEscape: false }]);
    expect(toShownPieces("abcd", 3)).toEqual([
      { text: "abc", isEscape: false },
      { text: "… (4 characters)", isEscape: true },
    ]);
  });

  it("is marked from its place to the end of the word", () => {
    expect(toMark('x 1\na{b="😀"} 4,5 6', { line: 2, column: 9 })).toEqual({
      line: 2,
      before: 'a{b="😀"}',
      marked: " ",
    });
    expect(toMark('x 1\na{b="😀"} 4,5 6', { line: 2, column: 10 })).toEqual({
      line: 2,
      before: 'a{b="😀"} ',
      marked: "4,5",
    });
    expect(toMark("a", { line: 1, column: 2 })).toEqual({ line: 1, before: "a", marked: " " });
    expect(toMark("a", { pointer: "/0" })).toBeUndefined();
  });
});

describe("the list of groups", () => {
  const groups = indexGroups([
    aGroup("b", { branch: "Main" }, { series: 1, relayed: "waiting" }),
    aGroup(
      "a",
      {},
      { series: 3, relayed: "foreign", owner: undefined, bytes: undefined, pushedAt: "2020-01-01T00:00:00Z" },
    ),
    aGroup("c", {}, { series: 2, expiresAfterSeconds: undefined, usualSeconds: undefined }),
  ]);
  const jobs = (list: readonly { group: { job: string } }[]): string =>
    list.map(({ group }) => group.job).join("");

  it("is sorted by every column in both directions", () => {
    expect(jobs(sortGroups(groups, { by: "group", isDescending: false }))).toBe("abc");
    expect(jobs(sortGroups(groups, { by: "series", isDescending: true }))).toBe("acb");
    expect(jobs(sortGroups(groups, { by: "bytes", isDescending: false }))[0]).toBe("a");
    expect(jobs(sortGroups(groups, { by: "client", isDescending: false }))[0]).toBe("a");
    expect(jobs(sortGroups(groups, { by: "pushed", isDescending: false }))[0]).toBe("a");
  });

  it("is sorted by numbers in names as people count", () => {
    const many = indexGroups(["pc-10", "pc-2", "pc-1"].map((job) => aGroup(job)));
    const sorted = sortGroups(many, { by: "group", isDescending: false });
    expect(sorted.map(({ group }) => group.job)).toEqual(["pc-1", "pc-2", "pc-10"]);
  });

  it("is filtered by words and by state", () => {
    const now = Date.now();
    expect(jobs(filterGroups(groups, " job=B  main", "all", now))).toBe("b");
    expect(jobs(filterGroups(groups, "ci", "all", now))).toBe("bc");
    expect(jobs(filterGroups(groups, "", "waiting", now))).toBe("b");
    expect(jobs(filterGroups(groups, "", "foreign", now))).toBe("a");
    expect(jobs(filterGroups(groups, "", "late", now))).toBe("a");
  });

  it("shows sizes in one unit", () => {
    expect([1_023, 1_024, 1_048_576].map(showBytes)).toEqual(["1023 B", "1 KiB", "1 MiB"]);
  });
});

describe("the path of a first dry run", () => {
  const [desktop, , github] = CALLERS;

  it.each([
    ["that of the first client with an example", [github!, desktop!], "/metrics/job/desktop-app"],
    [
      "without the query of a client that may only push dry runs",
      [
        {
          ...desktop!,
          example: { method: "POST" as const, path: "/metrics/job/a?dry_run=true", metric: "a" },
        },
      ],
      "/metrics/job/a",
    ],
    ["any, if no client may push", [github!], "/metrics/job/check"],
  ])("is %s", (_name, callers, path) => expect(toExamplePath({ callers })).toBe(path));
});
