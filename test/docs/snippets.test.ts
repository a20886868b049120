import { afterAll, beforeAll, describe, it } from "@jest/globals";
import { type CodeBlock, type Page, readPages } from "./markdown.ts";
import { findMissing, findRunner } from "./runners.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

const TIMEOUT_MS = 180_000;

const startCommandOf = ({ file }: Page): string =>
  file.startsWith("examples/") ? "npm start -- --config examples/proxy.yaml" : "npm start";

const pages = readPages().filter(({ blocks }) => blocks.length > 0);

describe.each([...Map.groupBy(pages, startCommandOf)])("with %s running", (startCommand, itsPages) => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop(startCommand);
  }, TIMEOUT_MS);
  afterAll(() => workshop?.stop());

  const run = async (block: CodeBlock, page: Page): Promise<void> => {
    const runner = findRunner(block);
    if (runner === undefined) {
      throw new Error("nothing runs this block: say in test/docs/runners.ts what does");
    }
    await runner(block, page, workshop);
  };

  describe.each(itsPages.map((page) => [page.file, page] as const))("%s", (_, page) => {
    for (const block of page.blocks) {
      const missing = findMissing(block);
      const name = `line ${block.line}, ${block.language}`;
      if (missing.length === 0) {
        it(name, () => run(block, page), TIMEOUT_MS);
      } else if (process.env["CI"] === "true") {
        it(name, () => {
          throw new Error(missing.join("\n"));
        });
      } else {
        it.skip(`${name} (not run: ${missing.join("; ")})`, () => {});
      }
    }
  });
});
