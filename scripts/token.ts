/**
 * `npm run token -- <client> [--rotate | --revoke]`: prints a client's token on standard output, after changing it if
 * that is asked for. Locally it works on the file of tokens of `npm start`, with `--aws` on Secrets Manager.
 */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { exitWith } from "./command.ts";
import { runTokenCommand } from "./token-command.ts";

exitWith(await runTokenCommand(process.argv.slice(2), () => new SecretsManagerClient({})));
