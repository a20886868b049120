/**
 * Runs the CDK app in this process, once for each argument: the JSON that the CLI would put into the environment. The
 * library, cdk-nag and the rules are loaded once for all of them. The templates are written when the process ends.
 */
for (const [run, environment] of process.argv.slice(2).entries()) {
  Object.assign(process.env, JSON.parse(environment));
  await import(`../../infra/app.ts?run=${run}`);
}
