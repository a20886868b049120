// `npm run cost -- --groups 1000 --interval 5m --clients 20`: a month's bill, line by line.
import { exitWith } from "./command.ts";
import { runCostCommand } from "./cost-command.ts";
import { PRICES } from "./estimate-cost.ts";

exitWith(runCostCommand(process.argv.slice(2), PRICES));
