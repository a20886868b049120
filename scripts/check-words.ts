/**
 * `npm run check:words` finds words that CONTRIBUTING.md asks to replace, in names and in prose. It prints one line per
 * place, and exits with 1 if there is one.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { findFileName, findNames, findPhrases } from "./plain-words.ts";

/** Bundles, texts of others, and the lists of words themselves. */
const NOT_CHECKED =
  /^(action\/dist\/|console\/dist\/|test\/corpus\/|package-lock\.json|scripts\/(plain|check)-words\.ts|test\/unit\/scripts\/plain-words)/;
/**
 * Names of jobs in recorded answers, names that the changelog reports as removed, and the list of words in
 * CONTRIBUTING.md.
 */
const QUOTED: readonly (readonly [RegExp, RegExp])[] = [
  [/^(docs\/clients\.md|test\/clients\/)/, /[\w-]+-mistakes?\b/g],
  [/^CHANGELOG\.md$/, /`[^`\n]*`/g],
  [/^CONTRIBUTING\.md$/, /\(not [^)]*\)/g],
];
const IS_TEXT =
  /(\.(tsx?|cjs|mjs|js|py|go|rs|java|cc|sh|css|html|md|ya?ml|json)|(^|\/)Dockerfile|^\.ci\/[\w-]+)$/;

const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" })
  .split("\0")
  .filter((file) => IS_TEXT.test(file) && !NOT_CHECKED.test(file) && existsSync(file));

const places = files.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const prose = QUOTED.filter(([path]) => path.test(file)).reduce(
    (rest, [, quoted]) => rest.replace(quoted, (quote) => quote.replace(/[^\n]/g, "")),
    text,
  );
  return [...findFileName(file), ...(/\.tsx?$/.test(file) ? findNames(text) : []), ...findPhrases(prose)].map(
    ({ line, found, instead }) => `${file}:${line}: "${found}": write ${instead}`,
  );
});

if (places.length > 0) {
  process.stdout.write(`${places.join("\n")}\n`);
  process.exitCode = 1;
}
