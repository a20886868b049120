import type { ClientConfig } from "../../lambda/config/proxy-config.ts";
import type { Grant } from "../../lambda/model/grant.ts";
import type { StartFlags } from "./start-flags.ts";

export type ExampleShell = "posix" | "powershell";

/** A push of one gauge. */
export interface ExamplePush {
  readonly method: "PUT" | "POST";
  /** The URL, with `?dry_run=true` if the grant allows nothing else. */
  readonly path: string;
  readonly metric: string;
}

/** A push that a client's grants allow. Undefined when the client may push nothing. */
export const toExamplePush = ({ grants }: Pick<ClientConfig, "grants">): ExamplePush | undefined => {
  const grant = grants.find(allowsPushes);
  return (
    grant && {
      method: grant.methods.includes("PUT") ? "PUT" : "POST",
      path: `${toPath(grant)}${grant.dryRunOnly ? "?dry_run=true" : ""}`,
      metric: toExample(grant.metrics[0] ?? "*", "demo_metric"),
    }
  );
};

/** The same as a shell command to paste. */
export const writeExamplePush = (
  url: string,
  client: ClientConfig,
  token: string,
  shell: ExampleShell,
): string | undefined => {
  const push = toExamplePush(client);
  if (push === undefined) {
    return undefined;
  }
  const { metric, path } = push;
  const method = push.method === "PUT" ? " -X PUT" : "";
  const lines = [`# TYPE ${metric} gauge`, `${metric} 42`];
  const user = `${client.id}:${token}`;
  return shell === "posix"
    ? `printf '# HELP ${metric} A first push.\\n${lines.join("\\n")}\\n' | curl -sS -u ${user}${method} --data-binary @- ${quoteForShell(url + path)}`
    : `"${lines.join("`n")}" | curl.exe -sS -u ${user}${method} --data-binary "@-" ${quoteForPowerShell(url + path)}`;
};

/** The same with the program's own command, which finds the token itself. */
export const writeExampleCommand = (
  url: string,
  client: ClientConfig,
  { configFile, secretsFile }: Pick<StartFlags, "configFile" | "secretsFile">,
): string | undefined => {
  const grant = client.grants.find(allowsPushes);
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
    ...toOption("url", url, "http://127.0.0.1:8080"),
    ...toOption("config", configFile, "proxy.yaml"),
    ...toOption("secrets", secretsFile, ".local/secrets.json"),
  ].join("");
};

const toOption = (name: string, value: string, byDefault: string): readonly string[] =>
  value === byDefault ? [] : [` --${name} ${quoteForShell(value)}`];

const allowsPushes = ({ methods }: Grant): boolean => methods.includes("PUT") || methods.includes("POST");

const toPath = ({ job, grouping }: Grant): string => {
  const needed = grouping.filter(({ isOptional }) => !isOptional);
  const labels = needed.map(
    ({ label, value }) => `/${label}/${encodeURIComponent(toExample(value, "demo"))}`,
  );
  return `/metrics/job/${encodeURIComponent(toExample(job, "demo"))}${labels.join("")}`;
};

/** A text that a glob matches. */
const toExample = (glob: string, whole: string): string =>
  glob === "*" ? whole : glob.replaceAll("*", "demo");

const quoteForShell = (text: string): string =>
  /^[\w:/.%@~=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Windows' own curl: in Windows PowerShell `curl` is another program. */
const quoteForPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;
