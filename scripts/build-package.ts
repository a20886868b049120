// `npm pack` and `npm publish` run this first. It writes the command line as JavaScript to build/, since Node.js runs
// no TypeScript in packages.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, rmSync } from "node:fs";

rmSync("build", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "--project", "tsconfig.package.json"], {
  stdio: "inherit",
});
copyFileSync("scripts/prices.json", "build/scripts/prices.json");
cpSync("console/dist", "build/console/dist", { recursive: true });
