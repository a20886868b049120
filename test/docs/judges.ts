import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { REFUSED_PUSHES } from "../../console/server/aws/log-queries.ts";
import { describeConfigIssue } from "../../lambda/config/config-issue.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { RULES } from "../../lambda/validate/rules.ts";
import { GENERATED_PAGES } from "../../scripts/docs/generated-pages.ts";
import { CLIENTS } from "../clients/matrix/clients.ts";
import { readOutcome } from "../clients/matrix/outcome.ts";
import { readSnippet } from "../clients/matrix/snippet.ts";
import { ROOT } from "./markdown.ts";
import type { Runner } from "./runner.ts";

/** Expects that a part of proxy.yaml, completed to a whole file, is valid. */
export const isConfig: Runner = ({ text }) => {
  const config = parseProxyConfig(completeConfig(text), "example.yaml");
  expect(config.ok ? [] : config.error.map(describeConfigIssue)).toEqual([]);
};

const CLIENT = 'clients: [{ id: x, grants: [{ methods: [PUT], job: x, metrics: ["*"] }] }]\n';
const ISSUER = "issuers:\n  - id: x\n    issuer: https://x.example\n    audience: x\n    grants:\n";

const completeConfig = (text: string): string => {
  if (text.startsWith("- when")) {
    return ISSUER + text.replace(/^(?=.)/gm, "      ");
  }
  if (text.startsWith("- id")) {
    return `issuers:\n${text}`;
  }
  return /^(clients|issuers):/m.test(text) ? text : text + CLIENT;
};

/** test/unit/validate/rules.test.ts judges good and bad examples. */
export const isExampleOfRule: Runner = ({ text }) => {
  expect(RULES.flatMap(({ good, bad }) => [`${good}\n`, `${bad}\n`])).toContain(text);
};

/** Expects the block in a client's program that the matrix of clients ran successfully. */
export const isSnippetOfClient: Runner = ({ text }) => {
  const client = CLIENTS.find((candidate) => `${readSnippet(candidate)}\n` === text);
  expect(readOutcome()[client?.id ?? ""]?.cells["snippet"].outcome).toBe("works");
};

/**
 * Other tests cover these pages: test:clients the page of clients, test/unit/issue-catalogue.test.ts that of errors.
 */
export const isRecorded: Runner = ({ file }) => {
  expect(GENERATED_PAGES.map((page) => page.file)).toContain(file);
};

/** Expects that test/pipelines runs the page's blocks. */
export const isTestedByPipelines: Runner = ({ file }) => {
  const folder = join(ROOT, "test/pipelines");
  const tests = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  expect(tests.filter((name) => readFileSync(join(folder, name), "utf8").includes(file))).not.toEqual([]);
};

/** Only a browser can check mermaid. This checks the kind of drawing, its brackets and its groups. */
export const isDrawing: Runner = ({ text }) => {
  expect(text).toMatch(/^(flowchart (LR|TB)|sequenceDiagram|stateDiagram-v2)\n/);
  for (const [open = "", close = ""] of ["[]", "()"]) {
    expect(text.split(open).length).toBe(text.split(close).length);
  }
  expect(text.match(/^\s*end$/gm)?.length).toBe(text.match(/^\s*subgraph /gm)?.length);
};

const LOGS_INSIGHTS = new Set([
  "filter",
  "stats",
  "count",
  "by",
  "and",
  "or",
  "sort",
  "desc",
  "limit",
  "fields",
  "in",
  "not",
  "like",
]);

/** The sources of the lines of a log, by a text of the queries for it. */
const QUERIED: Readonly<Record<string, string>> = {
  responseType: "infra/constructs/access-log-format.ts",
  '"authorizations"': "lambda/adapters/cloudwatch/emf-authorizer-audit.ts",
};

/**
 * Only CloudWatch can run the query. This checks that its fields are in the line of its log, and that a query of pushes counts
 * the same refusals as the console.
 */
export const isLogQuery: Runner = ({ text }) => {
  const [, source] = Object.entries(QUERIED).find(([part]) => text.includes(part)) ?? [];
  if (source !== undefined) {
    expectFields(text, source);
    return;
  }
  const filter = REFUSED_PUSHES.text.split("\n| ").find((part) => part.startsWith("filter "))!;
  expect(text).toContain(filter);
  expectFields(text, "lambda/adapters/cloudwatch/emf-audit-log.ts");
};

const expectFields = (text: string, file: string): void => {
  const source = readFileSync(join(ROOT, file), "utf8");
  const words = text.replace(/"[^"]*"|\/.*?\//g, "").match(/[a-z]+/gi) ?? [];
  const fields = words.filter((word) => !LOGS_INSIGHTS.has(word));
  expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(source))).toEqual([]);
};
