/** The entry of the GitHub Action, which the runner starts. `npm run build:action` bundles it into dist/index.js. */
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createNodeFiles } from "../ci/node-files.ts";
import { runAction } from "./run.ts";
import { sendOnce } from "./send-once.ts";

process.exitCode = await runAction({
  env: process.env,
  readFile: (file) => readFileSync(file),
  appendFile: (file, text) => appendFileSync(file, text),
  writeLine: (line) => process.stdout.write(`${line}\n`),
  http: {
    send: sendOnce,
    sleep: (ms) => sleep(ms),
    now: () => performance.now(),
    random: Math.random,
  },
  files: createNodeFiles(process.env["GITHUB_WORKSPACE"] ?? "."),
  epochMs: Date.now,
});
