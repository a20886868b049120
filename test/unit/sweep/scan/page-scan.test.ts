import { describe, expect, it } from "@jest/globals";
import { GroupingKey } from "../../../../lambda/model/grouping-key.ts";
import { hashText } from "../../../../lambda/store/contracts/contract-key.ts";
import type { ScrapePage } from "../../../../lambda/sweep/health/scrape-health.ts";
import { PageScan } from "../../../../lambda/sweep/scan/page-scan.ts";
import { readSeenOnPage } from "../../../../lambda/sweep/scan/read-seen.ts";
import { keyOf } from "../../../support/grouping-key.ts";

const MARKER = "pushgateway_proxy_push_timestamp_seconds";

const scan = (page: string, tracked: readonly string[] = ["instance"]): PageScan => {
  const scanned = new PageScan(new Set(tracked));
  scanned.add(Buffer.from(page));
  return scanned;
};

const group = (labels: string, seconds = "1.5e+09"): string =>
  `# TYPE push_time_seconds gauge
push_time_seconds{${labels}} 1.7e+09
# HELP ${MARKER} When the group was last pushed.
# TYPE ${MARKER} gauge
${MARKER}{${labels}} ${seconds}
`;

describe("the scan of a page", () => {
  it("finds groups by canonical path, with the times of their markers", () => {
    const { groups } = scan(
      group('instance="",job="a"', "1.764391334123e+09") + group('instance="x",job="a",team="é"'),
    );
    expect([...(groups ?? [])]).toEqual([
      [keyOf("a").path, { markerMs: 1_764_391_334_123 }],
      [keyOf("a", { instance: "x", team: "é" }).path, { markerMs: 1_500_000_000_000 }],
    ]);
  });

  it("reads escapes, quotes, commas and braces in values", () => {
    const values = ['"', "\\", "\n", '\\"', "\\n", "}", '",job="b', "a{b=c}", "温度", "\\\\"];
    for (const value of values) {
      const text = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
      const page = `${group(`instance="${text}",job="${text}"`)}# TYPE m gauge\nm{instance="${text}",job="${text}"} 1\n`;
      const { groups, usage } = scan(page);
      expect([...(groups?.keys() ?? [])]).toEqual([
        GroupingKey.of(value, [{ name: "instance", value }]).path,
      ]);
      expect(usage.sides(value, "m", "instance").key).toEqual(new Set([hashText(value)]));
    }
  });

  it("shows nothing if a group has no marker, since it was pushed past the proxy", () => {
    const unmarked = group('job="a"').replace(/^push_time.*\n/m, '$&push_time_seconds{job="b"} 1\n');
    expect(unmarked).toContain('"b"');
    expect(scan(unmarked).groups).toBeUndefined();
  });

  it("shows nothing if a marker belongs to no group, since a group that was pushed past the proxy can contain markers", () => {
    const marked = `${group('job="a"')}${MARKER}{job="a",team="x"} 1.5e+09\n`;
    expect(scan(marked).groups).toBeUndefined();
  });

  it("reads neither help texts nor series without labels, and needs no line feed at the end", () => {
    const page = `# HELP m Such as n{job="b"} 1\n# TYPE m gauge\nm{job="a"} 1\n${group('job="a"')}# TYPE go_threads gauge\ngo_threads 8\n`;
    for (const text of [page, page.trimEnd(), `${group('job="a"')}# TYPE m gauge\nm{job="a"} 1`]) {
      const { groups, families, usage } = scan(text);
      expect([...(groups?.keys() ?? [])]).toEqual([keyOf("a").path]);
      expect([...families]).toEqual(["m"]);
      expect(usage.hasName("m", { family: "m", type: "gauge" })).toBe(true);
    }
  });

  it.each(["NaN", "+Inf"])("shows nothing if a marker is %s, since it was pushed past the proxy", (value) => {
    expect(scan(group('job="a"', value)).groups).toBeUndefined();
  });

  it.each(["m{", "m{job=a} 1", 'm{job="a" 1', 'm{job="a"}1', 'm{job="a'])(
    "shows nothing if a line is %s",
    (line) => {
      expect(scan(`${group('job="a"')}# TYPE m gauge\n${line}\n`).groups).toBeUndefined();
    },
  );

  it("counts every exposed name of a family of a group as used, also as the type that the text format does not have", () => {
    const { usage } = scan(
      `# TYPE h histogram\nh_bucket{instance="",job="a",le="+Inf"} 1\nh_sum{instance="",job="a"} 1\n`,
    );
    for (const type of ["histogram", "gaugehistogram"] as const) {
      expect(
        ["h", "h_bucket", "h_count", "h_sum"].every((name) => usage.hasName(name, { family: "h", type })),
      ).toBe(true);
    }
  });

  it.each(["counter", "gauge", "untyped", "summary", "histogram"] as const)(
    "counts the name of a family of type %s as used by this type alone",
    (type) => {
      const { usage } = scan(`# TYPE m ${type}\nm_sum{job="a"} 1\n`);
      const types = ["counter", "gauge", "untyped", "summary", "histogram"] as const;
      expect(types.filter((other) => usage.hasName("m", { family: "m", type: other }))).toEqual([type]);
    },
  );

  it("does not count families that only the Pushgateway itself has", () => {
    const { usage } = scan(
      `# TYPE go_goroutines gauge\ngo_goroutines 8\n${group('job="a"')}# TYPE go_info gauge\ngo_info{version="go1.26"} 1\n# TYPE go_threads gauge\ngo_threads 8\n# TYPE m gauge\nm{job="a"} 1\n`,
    );
    expect(usage.hasName("go_goroutines", { family: "go_goroutines", type: "gauge" })).toBe(false);
    expect(usage.hasName("go_info", { family: "go_info", type: "gauge" })).toBe(false);
    expect(usage.hasName("push_time_seconds", { family: "push_time_seconds", type: "gauge" })).toBe(false);
    expect(usage.hasName("m", { family: "m", type: "gauge" })).toBe(true);
  });

  it("counts values of tracked labels by job and family, on both sides", () => {
    const { usage } = scan(
      '# TYPE m gauge\nm{instance="x",job="a",other="y"} 1\nm{instance="",job="b"} 1\n# TYPE n gauge\nn{instance="z",job="a"} 1\n',
    );
    const hashes = (job: string, family: string, label: string) => {
      const { key, body } = usage.sides(job, family, label);
      expect(body).toEqual(key);
      return [...key];
    };
    expect(hashes("a", "m", "instance")).toEqual([hashText("x")]);
    expect(hashes("a", "n", "instance")).toEqual([hashText("z")]);
    expect(hashes("b", "m", "instance")).toEqual([]);
    expect(hashes("a", "m", "other")).toEqual([]);
  });
});

describe("what is seen on a page", () => {
  const see = (changes: Partial<ScrapePage>) =>
    readSeenOnPage(async (onLines) => {
      onLines?.(Buffer.from(group('job="a"')));
      return { status: 200, isUtf8: true, names: ["m", "n"], errorText: "", ...changes };
    }, new Set());

  it("is its groups", async () =>
    expect([...((await see({}))?.seen.groups.keys() ?? [])]).toEqual([keyOf("a").path]));

  it.each([
    ["is an error", { status: 500 }],
    ["is not UTF-8", { isUtf8: false }],
    ["has a family twice", { names: ["m", "m"] }],
  ])("is nothing if the page %s, for which Prometheus drops it", async (_, changes) =>
    expect(await see(changes)).toBeUndefined(),
  );
});
