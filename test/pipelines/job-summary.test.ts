import { execFileSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { writeJobSummary } from "../../action/job-summary.ts";
import type { Outcome, StepState } from "../../action/outcome.ts";
import type { Review } from "../../action/review.ts";
import { judgeBudgets } from "../../ci/budgets/judge-budgets.ts";
import type { Base } from "../../ci/compare/base.ts";
import { writeReport } from "../../ci/summary/report.ts";
import { TEXT_FORMAT } from "../../lambda/decode/text/decode-text.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { Secret } from "../../lambda/model/secret.ts";
import { asText } from "../support/ci/as-text.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findProgram } from "../support/real-components.ts";

const aFamily = (name: string, text: string): MetricFamily => ({
  type: "gauge",
  name,
  help: "",
  at: 0,
  metrics: [{ labels: { names: ["n"], values: [text] }, value: 1, at: 0 }],
});

/** The same text as a name, a label value, a path and a message: in every place that others can write to. */
const toProgress = (text: string): StepState => ({
  inputs: {
    url: `https://proxy.example/${text}`,
    key: GroupingKey.of("ci", [{ name: "branch", value: text }]),
    method: "PUT",
    metrics: { kind: "file", path: "m.prom" },
    format: TEXT_FORMAT,
    isDryRun: false,
    credential: { kind: "id-token", audience: "https://push.example.com" },
    timeoutMs: 1_000,
    base: undefined,
    budgets: [],
    history: undefined,
    hasComment: false,
    token: new Secret(""),
    collect: undefined,
  },
  collected: undefined,
  source: { body: new Uint8Array(), file: text },
  base: undefined,
  histories: [],
  exposition: {
    families: [aFamily(text, text), aFamily("build_up", "fine")],
    source: { locate: () => undefined },
  } as unknown as StepState["exposition"],
});

/** The same text as a label, a branch, a test, its message, and in a budget. */
const toReview = (text: string): Review => {
  const series = { name: "build_up", labels: { n: text }, value: 1 };
  const base: Base = { kind: "values", title: text, series: [{ ...series, value: 2 }] };
  const budget = {
    name: "build_up",
    labels: {},
    bound: { kind: "at-most", value: 0 },
    severity: "fail",
    text,
  } as const;
  const judgements = judgeBudgets([budget, { ...budget, labels: { n: `${text}?` } }], [series], base);
  const test = { suite: text, name: text };
  const report = writeReport({
    now: [series],
    base,
    judgements,
    tests: {
      failedTests: [{ ...test, message: text }],
      flakyTests: [test],
      slowestTests: [{ ...test, seconds: 1 }],
    },
    histories: [{ name: "build_up", labels: {}, values: [1, 2] }],
  });
  return { base, judgements, text: report };
};

const issueOf = (text: string) => ({ code: "c", detail: text, location: { line: 1, column: 1 } });

const OUTCOMES: Readonly<Record<string, (text: string) => Outcome>> = {
  pushed: (text) => ({
    ok: true,
    value: { status: "pushed", families: 2, series: 2, requestId: text, warnings: [issueOf(text)] },
  }),
  failed: (text) => ({
    ok: false,
    error: { code: text, detail: text, advice: text, issues: [issueOf(text)], total: 1, requestId: text },
  }),
};

const HOSTILE: Readonly<Record<string, string>> = {
  "an address": "https://evil.example/x",
  "an address without a scheme": "www.evil.example",
  "an address of files": "ftp://evil.example",
  "an address of mail": "a@evil.example",
  "a scheme for mail": "mailto:a@evil.example",
  "a mention": "@octo-org/everybody",
  "a reference": "octo-org/app#1 #12 GH-3",
  "a commit": "6dcb09b5b57875f334f61aebed695e2e4193db5e",
  "a Markdown link": "[click](https://evil.example)",
  "a Markdown image": "![x](https://evil.example/x.png)",
  HTML: '<img src=x onerror=alert(1)></code></td></tr></table><a href="https://evil.example">',
  "a comment that stays open": "<!-- x",
  "a row of a table": "| a |\n| --- |\n| b |",
  "blank lines and a heading": "a\n\n# b\n\n- c\n",
  "a fence": "```\nx",
  "a code span": "`x`",
  entities: "&lt;b&gt; &#64;x &colon;",
  "a bidi override": "\u202emoc.live",
};

/** The output of GitHub's renderer before its clean-up of tags. */
const render = (markdown: string): string =>
  execFileSync(
    findProgram("cmark-gfm") ?? "",
    ["--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"],
    {
      input: markdown,
      encoding: "utf8",
    },
  );

/**
 * The page without code, since GitHub's own filters (mentions, references, commits) skip code. A message of several
 * lines counts as one.
 */
const outsideOfCode = (html: string): string =>
  html
    .replace(/<code>[^<]*<\/code>/g, "<code></code>")
    .replace(/(<br><code><\/code>)+/g, "<br><code></code>");

describeWithReal("the job's summary on GitHub", { "cmark-gfm": findProgram("cmark-gfm") }, () => {
  describe.each(Object.keys(OUTCOMES))("of a push with %s", (kind) => {
    const pageOf = (text: string): string =>
      render(writeJobSummary(OUTCOMES[kind]?.(text) as Outcome, toReview(text), toProgress(text)));

    it.each(Object.keys(HOSTILE))("keeps its form with %s", (name) =>
      expect(outsideOfCode(pageOf(HOSTILE[name] ?? ""))).toBe(outsideOfCode(pageOf("harmless"))),
    );

    it("shows the text unchanged", () =>
      expect(asText(pageOf("[a](https://b)|<c>@d"))).toContain("[a](https://b)|<c>@d"));
  });

  it("would show a link without the escaping", () =>
    expect(render("<code>a&#64;evil.example</code>")).toContain('<a href="mailto:'));
});
