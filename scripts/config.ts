/**
 * `npm run config -- check` reports every issue in proxy.yaml; `npm run config -- explain <client> PUT
 * /metrics/job/x/…` says whether that would be allowed, and by which grant. Exit status 1 for issues and refusals.
 */
import { exitWith } from "./command.ts";
import { runConfigCommand } from "./config-command.ts";

exitWith(runConfigCommand(process.argv.slice(2)));
