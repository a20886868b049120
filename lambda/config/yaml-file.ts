import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { err, ok, type Result } from "../model/result.ts";
import { type ConfigIssue, type ConfigPath, printPath } from "./config-issue.ts";

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
export const parseYaml = (text: string, file: string): ParsedYaml => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const issueAt = placeIssues(file, lines);
  if (text.includes("\0")) {
    return { issues: [issueAt(0, [], NOT_UTF8)], yaml: undefined };
  }
  const found = [...document.errors, ...document.warnings];
  const issues = found.map(({ pos, code, message }) => issueAt(pos[0], [], TEXTS[code] ?? toText(message)));
  if (found.some(({ code }) => !HARMLESS.has(code))) {
    return { issues, yaml: undefined };
  }
  const alias = findUnresolvedAlias(document);
  const value = alias === undefined ? resolveAliases(document) : err(STAR);
  if (!value.ok) {
    return { issues: [...issues, issueAt(startOf(alias ?? null), [], value.error)], yaml: undefined };
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

/** A few nested aliases can expand to a value that does not fit into memory. */
const resolveAliases = (document: Document): Result<unknown, string> => {
  try {
    return ok(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    return err(toText((error as Error).message));
  }
};

/** An alias without an anchor. YAML reads a pattern without quotes that begins with `*` as one. */
const findUnresolvedAlias = (document: Document): Node | undefined => {
  let found: Node | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) {
        found = alias;
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
};

const STAR = 'a text that begins with * needs quotes, for instance "*"';

/** Windows PowerShell's `>` writes this encoding. */
const NOT_UTF8 = "the file is not text in UTF-8, but in UTF-16 or no text at all; save it as UTF-8";

/** Replacements for the parser's messages that address programmers. */
const TEXTS: Readonly<Record<string, string>> = {
  BAD_ALIAS: STAR,
  MULTIPLE_DOCS: "only one document is read, and a second one starts here; remove the line ---",
};

const toText = (message: string): string => {
  const sentence = message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
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
