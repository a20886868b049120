import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import type { Node } from "typescript";

/** The texts about a rule that only the documentation needs. */
const OF_RULES = ["requirement", "reason", "source", "fix", "good", "bad", "exampleFormat"];

/** The console's page reads the texts of rules from its server. With them it would be a third larger. */
export const stripRuleTexts: Plugin = {
  name: "strip-rule-texts",
  setup(build) {
    build.onLoad({ filter: /[\\/]lambda[\\/]validate[\\/]rules[\\/][\w-]+\.ts$/ }, ({ path }) =>
      without(OF_RULES, path),
    );
  },
};

/** A function sends no advice, since clients find it in docs/errors.md by the code. */
export const stripAdvice: Plugin = {
  name: "strip-advice",
  setup(build) {
    build.onLoad({ filter: /[\\/]lambda[\\/]model[\\/]catalogue\.ts$/ }, ({ path }) =>
      without(["advice"], path),
    );
  },
};

/** The module without properties of these names that are strings. */
const without = async (names: readonly string[], path: string) => ({
  contents: await strip(readFileSync(path, "utf8"), new Set(names)),
  loader: "ts" as const,
});

/** Keeps the line numbers of the source for source maps. */
const onlyNewlines = (text: string): string => text.replace(/[^\n]/g, "");

const strip = async (text: string, names: ReadonlySet<string>): Promise<string> => {
  // Imported only for a build: it takes a third of a second, and stacks import this module without building.
  const { default: ts } = await import("typescript");
  const file = ts.createSourceFile("module.ts", text, ts.ScriptTarget.Latest);
  const ranges: (readonly [from: number, to: number])[] = [];
  const visit = (node: Node): void => {
    if (
      ts.isPropertyAssignment(node) &&
      names.has(node.name.getText(file)) &&
      ts.isStringLiteralLike(node.initializer)
    ) {
      ranges.push([node.getFullStart(), node.getEnd()]);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(file);
  return ranges.reduceRight(
    (rest, [from, to]) =>
      rest.slice(0, from) + onlyNewlines(rest.slice(from, to)) + rest.slice(to).replace(/^,/, ""),
    text,
  );
};
