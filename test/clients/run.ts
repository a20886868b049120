/**
 * `npm run test:clients` tries every client of docs/clients.md. With `--update` the results become the expected ones,
 * from which `npm run docs` then makes the page. Other arguments are passed to Jest.
 */
import { runSuite } from "../runner/run-suite.ts";

const args = process.argv.slice(2);
process.env["UPDATE_CLIENTS_OUTCOME"] = String(args.includes("--update"));
process.exitCode = await runSuite(
  "clients",
  args.filter((arg) => arg !== "--update"),
);
