/**
 * `npm run registry -- list|show|release|reopen`, `npm run groups -- list|delete`, `npm run sweep -- [--dry-run]`: what an
 * operator asks of the running system. Locally it goes to `npm start`, with `--aws` to the sweep function.
 */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { exitWith } from "./command.ts";
import { runOperateCommand } from "./operate-command.ts";

exitWith(await runOperateCommand(process.argv.slice(2), () => new LambdaClient({})));
