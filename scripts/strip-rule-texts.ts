import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import ts from "typescript";

/** What only the documentation says of a rule. */
const DOCUMENTATION = new Set(["requirement", "reason", "source", "fix", "good", "bad", "exampleFormat"]);

/**
 * Leaves the texts of the documentation out of the rules: the page asks its server for them, and would be a third larger with them.
 * What a rule judges and says stays as it is.
 */
export const stripRuleTexts: Plugin = {
  name: "strip-rule-texts",
  setup(build) {
    build.onLoad({ filter: /[\\/]lambda[\\/]validate[\\/]rules[\\/][\w-]+\.ts$/ }, ({ path }) => ({
      contents: strip(readFileSync(path, "utf8")),
      loader: "ts",
    }));
  },
};

const strip = (text: string): string => {
  const file = ts.createSourceFile("rule.ts", text, ts.ScriptTarget.Latest);
  const ranges: (readonly [from: number, to: number])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && isDocumentation(node, file)) {
      ranges.push([node.getFullStart(), node.getEnd()]);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(file);
  return ranges.reduceRight(
    (rest, [from, to]) => rest.slice(0, from) + rest.slice(to).replace(/^,/, ""),
    text,
  );
};

const isDocumentation = ({ name, initializer }: ts.PropertyAssignment, file: ts.SourceFile): boolean =>
  DOCUMENTATION.has(name.getText(file)) && ts.isStringLiteralLike(initializer);
