// `npm run build:console` builds the committed page of the console in console/dist/. A test compares it with a fresh
// build.
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bundleConsole } from "./bundle-console.ts";

mkdirSync("console/dist", { recursive: true });
for (const [file, content] of Object.entries(await bundleConsole())) {
  writeFileSync(file, content);
  const kilobytes = (gzipSync(content, { level: 9 }).length / 1_000).toFixed(1);
  process.stdout.write(`${file}  ${kilobytes} kB gzipped\n`);
}
