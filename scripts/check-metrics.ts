/**
 * `npm run check-metrics -- FILE…` judges payloads as a dry run does, without a proxy: a linter for CI scripts. One line an
 * issue, `file:line:column: code: message`; exit status 1 when a payload would be refused. `-` is standard input.
 */
import { runCheckMetrics } from "./check-metrics-command.ts";
import { exitWith } from "./command.ts";

exitWith(runCheckMetrics(process.argv.slice(2)));
