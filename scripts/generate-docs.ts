/**
 * `npm run docs` writes the generated pages of docs/. With `--check` it writes nothing, and fails when a page is out of
 * date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GENERATED_PAGES } from "./docs/generated-pages.ts";

const ROOT = join(import.meta.dirname, "..");

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });

const stale: string[] = [];
for (const { file, toContent } of GENERATED_PAGES) {
  const path = join(ROOT, file);
  const content = await toContent();
  const current = await readFile(path, "utf8").catch(() => undefined);
  if (current === content) {
    continue;
  }
  stale.push(file);
  if (!values.check) {
    await writeFile(path, content);
  }
}

if (stale.length > 0) {
  process.stdout.write(
    values.check ? `out of date: ${stale.join(", ")}; run npm run docs\n` : `wrote ${stale.join(", ")}\n`,
  );
  process.exitCode = values.check ? 1 : 0;
}
