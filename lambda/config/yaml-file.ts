import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { err, ok, type Result } from "../model/result.ts";
import { type ConfigIssue, type ConfigPath, printPath } from "./config-issue.ts";
import { NOT_UTF8, STAR, TOO_MANY_ALIASES, toYamlMessage } from "./yaml-messages.ts";

/** The value of a YAML file that still knows the place of each part. */
export interface YamlFile {
  readonly value: unknown;
  /** An issue of the part at `path`, or of the nearest existing part around it. */
  issue(path: ConfigPath, text: string, suggestion?: string): ConfigIssue;
  /** The same, placed at the key instead of its value. */
  issueAtKey(path: ConfigPath, text: string, suggestion?: string): ConfigIssue;
  /** The value at `path` as written, without quotes. Undefined for lists and mappings. */
  sourceAt(path: ConfigPath): string | undefined;
}

export interface ParsedYaml {
  readonly issues: readonly ConfigIssue[];
  /** Undefined if the text cannot be parsed. A repeated key does not affect the rest. */
  readonly yaml: YamlFile | undefined;
}

/** Reads one YAML 1.2 document. Duplicate keys, tabs, unknown tags and the like are issues, and all are reported. */
export const parseYaml = (source: string, file: string): ParsedYaml => {
  // In YAML a carriage return ends a line, too, but the parser does not know that.
  const text = source.replace(/\r(?!\n)/g, "\n");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const issueAt = placeIssues(file, lines);
  if (text.includes("\0")) {
    return { issues: [issueAt(0, [], NOT_UTF8)], yaml: undefined };
  }
  const found = [...document.errors, ...document.warnings];
  const issues = found.map((error) => {
    const { offset, text: detail } = toYamlMessage(error, text, document);
    return issueAt(offset, [], detail);
  });
  if (found.some(({ code }) => !HARMLESS.has(code))) {
    return { issues: firstOfEachLine(issues), yaml: undefined };
  }
  issues.push(...removePrototypes(document).map((key) => issueAt(startOf(key), [], PROTOTYPE)));
  const alias = findWrongAlias(document);
  const value = alias === undefined ? resolveAliases(document) : err(alias.text);
  if (!value.ok) {
    return { issues: [...issues, issueAt(startOf(alias?.node ?? null), [], value.error)], yaml: undefined };
  }
  return { issues, yaml: toYamlFile(document, value.value, issueAt) };
};

type IssueAt = (offset: number, path: ConfigPath, text: string, suggestion?: string) => ConfigIssue;

const placeIssues =
  (file: string, lines: LineCounter): IssueAt =>
  (offset, path, text, suggestion) => {
    const { line, col } = lines.linePos(offset);
    return {
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      path: printPath(path),
      text,
      suggestion,
    };
  };

const toYamlFile = (document: Document, value: unknown, issueAt: IssueAt): YamlFile => ({
  value,
  issue: (path, text, suggestion) => issueAt(startOf(nearestNode(document, path)), path, text, suggestion),
  issueAtKey: (path, text, suggestion) => issueAt(startOf(keyNode(document, path)), path, text, suggestion),
  sourceAt: (path) => {
    const node = document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  },
});

/** Issues that do not make the rest of the file unclear. */
const HARMLESS: ReadonlySet<string> = new Set(["DUPLICATE_KEY", "TAG_RESOLVE_FAILED", "MULTIPLE_DOCS"]);

/** After an issue of the syntax the parser finds others in the same line. */
const firstOfEachLine = (issues: readonly ConfigIssue[]): readonly ConfigIssue[] =>
  issues.filter(({ line }, index) => issues.findIndex((other) => other.line === line) === index);

/** A few nested aliases can expand to a value that does not fit into memory. */
const resolveAliases = (document: Document): Result<unknown, string> => {
  try {
    return ok(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return err(TOO_MANY_ALIASES);
  }
};

const PROTOTYPE = 'unknown key "__proto__"; remove it, or choose another name';

/** Where any key is allowed, the schema does not see this one. Returns the removed keys. */
const removePrototypes = (document: Document): readonly Node[] => {
  const removed: Node[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== "__proto__") {
        return undefined;
      }
      removed.push(key);
      return visit.REMOVE;
    },
  });
  return removed;
};

interface WrongAlias {
  readonly node: Node;
  readonly text: string;
}

/**
 * An alias without an anchor, or of a value around it. YAML reads a pattern without quotes that begins with `*` as an
 * alias.
 */
const findWrongAlias = (document: Document): WrongAlias | undefined => {
  let found: WrongAlias | undefined;
  visit(document, {
    Alias: (_, node, path) => {
      const target = node.resolve(document);
      if (target !== undefined && !path.includes(target)) {
        return undefined;
      }
      const text =
        target === undefined ? STAR : `*${node.source} is inside the value that it repeats; remove it`;
      found = { node, text };
      return visit.BREAK;
    },
  });
  return found;
};

const nearestNode = (document: Document, path: ConfigPath): Node | null => {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) {
      return node;
    }
  }
  return document.contents as Node | null;
};

const keyNode = (document: Document, path: ConfigPath): Node | null => {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
    : undefined;
  return pair !== undefined && isNode(pair.key) ? pair.key : nearestNode(document, path);
};

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;
