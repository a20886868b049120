// `npm run smoke -- URL --user <client>:<token> [--job JOB]`: checks a deployment against what only AWS itself can show.
import { parseArgs } from "node:util";
import { toSmokeChecks } from "./smoke-checks.ts";
import { sendSmokeRequest } from "./smoke-request.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { user: { type: "string" }, job: { type: "string" } },
});
const [url] = positionals;
const { user } = values;

if (url === undefined || user === undefined || !user.includes(":")) {
  process.stderr.write(
    "usage: npm run smoke -- URL --user <client>:<token> [--job JOB]\n" +
      "  URL    the endpoint that the API stack prints, stage included\n" +
      "  --job  one that the client may push; default: the client's id. Nothing is pushed: every push is a dry run\n",
  );
  process.exit(2);
}

const checks = toSmokeChecks({
  authorization: `Basic ${Buffer.from(user).toString("base64")}`,
  job: values.job ?? user.slice(0, user.indexOf(":")),
});

let failures = 0;
for (const { name, request, judge } of checks) {
  const wrong = await sendSmokeRequest(url, request).then(judge, (error: Error) => error.message);
  if (wrong !== undefined) failures += 1;
  process.stdout.write(wrong === undefined ? `holds  ${name}\n` : `FAILS  ${name}\n       ${wrong}\n`);
}
process.stdout.write(`\n${checks.length - failures} of ${checks.length} hold\n`);
process.exitCode = failures === 0 ? 0 : 1;
