// `npm run build [-- --config FILE]` builds the deployed bundles: dist/<function>/index.js with source maps.
import { parseArgs } from "node:util";
import { buildBundles } from "../infra/bundling.ts";
import { readConfigOrExit } from "../infra/read-config.ts";

const { values } = parseArgs({ options: { config: { type: "string", default: "proxy.yaml" } } });

for (const [name, { outputs }] of await buildBundles(readConfigOrExit(values.config))) {
  const kilobytes = (outputs[`dist/${name}/index.js`]?.bytes ?? 0) / 1_000;
  process.stdout.write(`dist/${name}/index.js  ${kilobytes.toFixed(0)} kB\n`);
}
