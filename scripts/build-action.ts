// `npm run build:action` builds the committed GitHub Action in action/dist/. CI compares it with a fresh build.
import { mkdirSync, writeFileSync } from "node:fs";
import { bundleAction } from "./bundle-action.ts";

mkdirSync("action/dist", { recursive: true });
for (const [file, content] of Object.entries(await bundleAction())) {
  writeFileSync(file, content);
  process.stdout.write(`${file}  ${(content.length / 1_000).toFixed(0)} kB\n`);
}
