/**
 * `npm run test:clients`: tries every client of docs/clients.md. With `--update` what was seen becomes what is expected, from
 * which `npm run docs` then makes the page. Other arguments are jest's.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

const args = process.argv.slice(2);

const child = spawn(
  process.execPath,
  [
    ...["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
    join(ROOT, "node_modules/jest/bin/jest.js"),
    ...["--testMatch", "<rootDir>/test/clients/*.test.ts", "--runInBand", "--forceExit"],
    ...args.filter((arg) => arg !== "--update"),
  ],
  {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, UPDATE_CLIENTS_OUTCOME: String(args.includes("--update")) },
  },
);
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
