/**
 * `npm run groups -- list|show|delete`, `npm run contracts -- list|show|release`, `npm run sweep -- [--dry-run] [--force]`:
 * what an operator asks of the running system. Locally it goes to `npm start`, with `--aws` to the sweep function.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { escapeUnprintableInLines } from "../lambda/model/printable.ts";
import { exitWith } from "./command.ts";
import { runOperateCommand } from "./operate-command.ts";

exitWith(
  await runOperateCommand(process.argv.slice(2), {
    connect: () => new LambdaClient({}),
    sleep,
    tell: (line) => process.stderr.write(`${escapeUnprintableInLines(line)}\n`),
  }),
);
