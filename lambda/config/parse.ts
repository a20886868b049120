import { err, ok, type Result } from "../model/result.ts";
import type { ConfigIssue, UnplacedIssue } from "./config-issue.ts";
import { findConflicts } from "./cross-checks.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { readValidParts } from "./read-valid-parts.ts";
import { proxySchema, type WrittenConfig } from "./schema.ts";
import { describeExpected, toIssues } from "./schema-issues.ts";
import { toProxyConfig } from "./to-proxy-config.ts";
import { findWarnings } from "./warnings/find-warnings.ts";
import { parseYaml, type YamlFile } from "./yaml-file.ts";

/** The result of checking a `proxy.yaml`, each list in the order of the file. */
export interface ConfigReport {
  readonly config: Result<ProxyConfig, readonly ConfigIssue[]>;
  /** Valid entries that were probably not intended. */
  readonly warnings: readonly ConfigIssue[];
}

/** Parses the text of a `proxy.yaml`. All issues are reported, in the order of the file, with the name `file`. */
export const parseProxyConfig = (text: string, file: string): Result<ProxyConfig, readonly ConfigIssue[]> =>
  readConfig(text, file).config;

/** The same with warnings, which are searched in all valid parts, even if there are issues elsewhere. */
export const checkProxyConfig = (text: string, file: string): ConfigReport => {
  const { config, readable, place } = readConfig(text, file);
  return { config, warnings: readable === undefined ? [] : place(findWarnings(readable)) };
};

interface ReadConfig {
  readonly config: Result<ProxyConfig, readonly ConfigIssue[]>;
  /** All valid parts of the file; undefined if nothing can be read. */
  readonly readable: WrittenConfig | undefined;
  /** Adds the places in the file to the issues of that part, without issues that only follow from another issue. */
  readonly place: (issues: readonly UnplacedIssue[]) => readonly ConfigIssue[];
}

/** An issue does not hide others: contradictions are searched in the valid parts, too. */
const readConfig = (text: string, file: string): ReadConfig => {
  const { issues: yamlIssues, yaml } = parseYaml(text, file);
  if (yaml === undefined) {
    return { config: err(inOrder(yamlIssues)), readable: undefined, place: () => [] };
  }
  const written = yaml.value ?? {};
  const parsed = proxySchema.safeParse(written, { error: describeExpected });
  const read = parsed.success
    ? { config: parsed.data, isRelated: () => false }
    : readValidParts(written, parsed.error.issues);
  const place = (issues: readonly UnplacedIssue[]): readonly ConfigIssue[] =>
    inOrder(issues.filter((issue) => read?.isRelated(issue) === false).map(placeIn(yaml)));
  const issues = [
    ...yamlIssues,
    ...(parsed.success ? [] : toIssues(parsed.error.issues, proxySchema, yaml)),
    ...(read === undefined ? [] : place(findConflicts(read.config))),
  ];
  const config =
    parsed.success && issues.length === 0 ? ok(toProxyConfig(parsed.data)) : err(inOrder(issues));
  return { config, readable: read?.config, place };
};

const placeIn =
  (yaml: YamlFile) =>
  ({ path, text, suggestion, isAtKey }: UnplacedIssue): ConfigIssue =>
    isAtKey === true ? yaml.issueAtKey(path, text, suggestion) : yaml.issue(path, text, suggestion);

const inOrder = (issues: readonly ConfigIssue[]): readonly ConfigIssue[] =>
  issues.toSorted((a, b) => a.line - b.line || a.column - b.column);
