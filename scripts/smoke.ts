// `npm run smoke -- URL --user <client>:<token> [--push]`: checks a deployment against what only AWS itself can show.
import { LambdaClient } from "@aws-sdk/client-lambda";
import { escapeUnprintableInLines } from "../lambda/model/printable.ts";
import { runSmokeCommand } from "./smoke-command.ts";

process.exitCode = await runSmokeCommand(
  process.argv.slice(2),
  () => new LambdaClient({}),
  (text) => process.stdout.write(escapeUnprintableInLines(text)),
);
