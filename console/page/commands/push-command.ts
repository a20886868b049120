import type { GroupContent } from "../../api.ts";
import { quoteForCode, quoteForPowerShell, quoteForShell } from "./quoting.ts";

export type Shell = "curl" | "PowerShell";

/** A push to write as a command. */
export interface PushCommand {
  readonly url: string;
  readonly method: "PUT" | "POST";
  readonly user: string;
  /** A token, or the variable that contains it. */
  readonly token: string;
  readonly contentType?: string;
  readonly body:
    | { readonly kind: "lines"; readonly lines: readonly string[] }
    | { readonly kind: "file"; readonly name: string };
}

export const writePush = (push: PushCommand, shell: Shell): string =>
  shell === "curl" ? writeForShell(push) : writeForPowerShell(push);

const writeForShell = ({ url, method, user, token, contentType, body }: PushCommand): string => {
  const input =
    body.kind === "lines" ? `printf '%s\\n' ${body.lines.map(quoteForShell).join(" \\\n  ")} |\n  ` : "";
  const data = body.kind === "file" ? quoteForShell(`@${body.name}`) : "@-";
  return `${input}curl -sS -u "${user}:${token}" -X ${method}${toHeader(contentType, quoteForShell)} --data-binary ${data} \\\n  ${quoteForShell(url)}`;
};

/** In Windows PowerShell `curl` is another program. */
const writeForPowerShell = ({ url, method, user, token, contentType, body }: PushCommand): string => {
  const input = body.kind === "lines" ? `"${body.lines.map(escapeForPowerShell).join("`n")}" |\n  ` : "";
  const data = body.kind === "file" ? quoteForPowerShell(`@${body.name}`) : `"@-"`;
  const secret = token.startsWith("$") ? `\${env:${token.slice(1)}}` : token;
  return `${input}curl.exe -sS -u "${user}:${secret}" -X ${method}${toHeader(contentType, quoteForPowerShell)} --data-binary ${data} \`\n  ${quoteForPowerShell(url)}`;
};

/**
 * Inside double quotes. PowerShell also takes typographic quotes for quotes
 * (https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules).
 */
const escapeForPowerShell = (text: string): string => text.replace(/[`$"\u201c-\u201e]/g, "`$&");

const toHeader = (contentType: string | undefined, quote: (text: string) => string): string =>
  contentType === undefined ? "" : ` -H ${quote(`Content-Type: ${contentType}`)}`;

/** A longer command line would not be readable. */
const MAX_LINES = 20;

/**
 * The user who may push to a group of this owner. An issuer's owner contains claims, such as the name of a branch. Others
 * choose them, so they must not be in a command.
 */
export const toUser = (owner = "<client>"): string => owner.split("?")[0]!;

/**
 * The metrics of a group in the text format, without histograms and summaries, whose parts the page does not show
 * completely, and without texts with control characters, which a terminal takes for keys when they are pasted. A POST with
 * them replaces no others.
 */
export const toTextLines = ({ families }: Pick<GroupContent, "families">): readonly string[] => {
  const lines: string[] = [];
  for (const { name, type, help, series } of families) {
    const texts = series.flatMap(({ labels }) => Object.values(labels)).join(help);
    if (/histogram|summary/.test(type) || /[^\P{Cc}\n]/u.test(help + texts)) {
      continue;
    }
    const of = [
      ...(help === "" ? [] : [`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`]),
      `# TYPE ${name} ${type}`,
      ...series.map(({ labels, values }) => `${name}${toLabels(labels)} ${values[0]?.value ?? "NaN"}`),
    ];
    if (lines.length + of.length > MAX_LINES) {
      break;
    }
    lines.push(...of);
  }
  return lines;
};

const toLabels = (labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(
    // Without other control characters, JSON escapes as the text format does.
    ([name, value]) => `${name}=${quoteForCode(value)}`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};
