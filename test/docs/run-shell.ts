import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { type Page, ROOT } from "./markdown.ts";
import { type Runner, succeed } from "./runner.ts";
import { exportsBefore, readShellBlock } from "./shell.ts";
import type { Workshop } from "./workshop.ts";

export const runShell: Runner = async (block, page, workshop) => {
  const { script, notRun } = readShellBlock(block.text, workshop.startCommand);
  expect(notRun.flatMap(({ command, rule }) => rule.findIssues(command))).toEqual([]);
  if (script === "") {
    return;
  }
  const whole = exportsBefore(page.blocks, block) + script;
  const lasting = LASTING.find(({ command }) => command.test(script));
  if (lasting === undefined) {
    await succeed(workshop, whole);
  } else {
    expect(await workshop.runUntil(whole, () => lasting.sign(page, workshop))).toBe(true);
  }
};

/** Prometheus' own check of its configuration. Files that it names need not exist. */
export const checkScrapeConfig: Runner = ({ text }, _, workshop) =>
  succeed(workshop, `cat >scrape.yml <<'END'\n${text}END\npromtool check config --syntax-only scrape.yml`);

/** Programs that run until they are stopped, and how to see that they work. */
const LASTING: readonly {
  readonly command: RegExp;
  readonly sign: (page: Page, workshop: Workshop) => Promise<boolean>;
}[] = [
  { command: /^prometheus /m, sign: (page, workshop) => showsGraph(page, workshop) },
  { command: /desktop_app\.py/, sign: (_, workshop) => workshop.holds("desktop_requests_total{") },
  {
    command: /^npm start --prefix examples\/edge-service$/m,
    sign: (_, workshop) => workshop.holds("edge_request_duration_seconds_count{"),
  },
];

/** The page's link to a graph gets an answer, and Prometheus has the graph's data. */
const showsGraph = async ({ file }: Page, { toLocal }: Workshop): Promise<boolean> => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const [link = ""] = /http:\/\/127\.0\.0\.1:\d+\/graph\?[^)>\s]*/.exec(text) ?? [];
  const url = new URL(toLocal(link));
  const query = new URLSearchParams({ query: url.searchParams.get("g0.expr") ?? "" });
  try {
    // Prometheus 3 redirects to its new page, which a build from source does not contain.
    const graph = await fetch(url, { redirect: "manual" });
    const answer = await fetch(`${url.origin}/api/v1/query?${query}`);
    const { data } = (await answer.json()) as { readonly data: { readonly result: readonly unknown[] } };
    return graph.status < 400 && data.result.length > 0;
  } catch {
    return false;
  }
};
