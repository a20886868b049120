import type { ClientConfig } from "../../lambda/config/proxy-config.ts";
import type { Grant } from "../../lambda/model/grant.ts";

export type ExampleShell = "posix" | "powershell";

/** A push that a client's grants allow, to be pasted into a shell. Undefined when the client may push nothing. */
export const writeExamplePush = (
  url: string,
  client: ClientConfig,
  token: string,
  shell: ExampleShell,
): string | undefined => {
  const grant = client.grants.find(isForPushing);
  if (grant === undefined) {
    return undefined;
  }
  const method = grant.methods.includes("PUT") ? " -X PUT" : "";
  const query = grant.dryRunOnly ? "?dry_run=true" : "";
  const name = toExample(grant.metrics[0] ?? "*", "demo_metric");
  const lines = [`# TYPE ${name} gauge`, `${name} 42`];
  const target = url + toPath(grant) + query;
  const user = `${client.id}:${token}`;
  return shell === "posix"
    ? `printf '# HELP ${name} A first push.\\n${lines.join("\\n")}\\n' | curl -sS -u ${user}${method} --data-binary @- ${quoteForShell(target)}`
    : `"${lines.join("`n")}" | curl.exe -sS -u ${user}${method} --data-binary "@-" ${quoteForPowerShell(target)}`;
};

/** The same by the program's own command, which finds the token by itself. */
export const writeExampleCommand = (url: string, client: ClientConfig): string | undefined => {
  const grant = client.grants.find(isForPushing);
  if (grant === undefined) {
    return undefined;
  }
  const labels = grant.grouping
    .filter(({ isOptional }) => !isOptional)
    .map(({ label, value }) => ` --label ${quoteForShell(`${label}=${toExample(value, "demo")}`)}`);
  return [
    `npx pushgateway-proxy push ${toExample(grant.metrics[0] ?? "*", "demo_metric")}=42`,
    ` --job ${quoteForShell(toExample(grant.job, "demo"))}`,
    ...labels,
    ...(grant.methods.includes("POST") ? [] : [" --replace"]),
    ...(grant.dryRunOnly ? [" --dry-run"] : []),
    ...(url === DEFAULT_URL ? [] : [` --url ${url}`]),
  ].join("");
};

const DEFAULT_URL = "http://127.0.0.1:8080";

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
  /^[\w:/.%@~=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Windows' own curl: in Windows PowerShell `curl` is another program. */
const quoteForPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;
