import type { ClientConfig } from "../../lambda/config/proxy-config.ts";
import type { Grant } from "../../lambda/model/client.ts";

/** A push that a client's grants allow, to be pasted into a shell. Undefined when the client may push nothing. */
export const writeExamplePush = (url: string, client: ClientConfig, token: string): string | undefined => {
  const grant = client.grants.find(isForPushing);
  if (grant === undefined) return undefined;
  const method = grant.methods.includes("PUT") ? " -X PUT" : "";
  const query = grant.dryRunOnly ? "?dry_run=true" : "";
  const name = toExample(grant.metrics[0] ?? "*", "demo_metric");
  return (
    `printf '# HELP ${name} A first push.\\n# TYPE ${name} gauge\\n${name} 42\\n' | ` +
    `curl -sS -u ${client.id}:${token}${method} --data-binary @- ${quoteForShell(url + toPath(grant) + query)}`
  );
};

const isForPushing = ({ methods }: Grant): boolean => methods.includes("PUT") || methods.includes("POST");

const toPath = ({ job, grouping }: Grant): string => {
  const needed = grouping.filter(({ isOptional }) => !isOptional);
  const labels = needed.map(
    ({ label, value }) => `/${label}/${encodeURIComponent(toExample(value, "demo"))}`,
  );
  return `/metrics/job/${encodeURIComponent(toExample(job, "demo"))}${labels.join("")}`;
};

/** Something that a glob matches. */
const toExample = (glob: string, whole: string): string =>
  glob === "*" ? whole : glob.replaceAll("*", "demo");

const quoteForShell = (text: string): string =>
  /^[\w:/.%@~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
