import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { err, ok, type Result } from "../model/result.ts";
import { type ConfigIssue, describeConfigIssues } from "./config-issue.ts";
import { type ConfigReport, checkProxyConfig, parseProxyConfig } from "./parse.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { NOT_UTF8 } from "./yaml-messages.ts";

/** Reads and checks a `proxy.yaml`: at build time, at deploy time and locally, never in a function. */
export const loadProxyConfig = (file: string): Result<ProxyConfig, readonly ConfigIssue[]> => {
  const text = readText(file);
  return text.ok ? parseProxyConfig(text.value, file) : err([text.error]);
};

/** The same; the error is a text with one line for each issue. */
export const loadConfigOrText = (file: string): Result<ProxyConfig, string> => {
  const config = loadProxyConfig(file);
  return config.ok ? config : err(describeConfigIssues(config.error));
};

/** The same with warnings, for `config check`. */
export const loadConfigReport = (file: string): ConfigReport => {
  const text = readText(file);
  return text.ok ? checkProxyConfig(text.value, file) : { config: err([text.error]), warnings: [] };
};

const readText = (file: string): Result<string, ConfigIssue> => {
  try {
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? ok(bytes.toString("utf8")) : err(notUtf8(file, bytes));
  } catch (error) {
    return err(unreadable(file, error as NodeJS.ErrnoException));
  }
};

/** Text that is not UTF-8 would be read with replacement characters, and its pattern would match nothing. */
const notUtf8 = (file: string, bytes: Buffer): ConfigIssue => {
  const lines = bytes
    .toString("latin1")
    .split("\n")
    .map((line) => Buffer.from(line, "latin1"));
  const index = lines.findIndex((line) => !isUtf8(line));
  const column = lines[index]?.toString("utf8").indexOf("\ufffd") ?? 0;
  return toIssue(file, { line: index + 1, column: column + 1 }, NOT_UTF8);
};

const unreadable = (file: string, { message, code }: NodeJS.ErrnoException): ConfigIssue =>
  toIssue(file, { line: 1, column: 1 }, UNREADABLE[code ?? ""] ?? `the file cannot be read: ${message}`);

const UNREADABLE: Readonly<Record<string, string | undefined>> = {
  ENOENT: "there is no such file; name another one, or make it with pushgateway-proxy config init",
  EISDIR: "it is a folder; name a file",
};

const toIssue = (
  file: string,
  place: { readonly line: number; readonly column: number },
  text: string,
): ConfigIssue => ({ file, ...place, path: "", text, suggestion: undefined });
