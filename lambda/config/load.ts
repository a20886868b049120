import { readFileSync } from "node:fs";
import { err, type Result } from "../model/result.ts";
import type { ConfigIssue } from "./config-issue.ts";
import { type ConfigReport, checkProxyConfig, parseProxyConfig } from "./parse.ts";
import type { ProxyConfig } from "./proxy-config.ts";

/** Reads and checks a `proxy.yaml`: at build time, at deploy time and locally, never in a function. */
export const loadProxyConfig = (file: string): Result<ProxyConfig, readonly ConfigIssue[]> => {
  const text = readText(file);
  return typeof text === "string" ? parseProxyConfig(text, file) : err([unreadable(file, text)]);
};

/** The same with warnings, for `config check`. */
export const loadConfigReport = (file: string): ConfigReport => {
  const text = readText(file);
  return typeof text === "string"
    ? checkProxyConfig(text, file)
    : { config: err([unreadable(file, text)]), warnings: [] };
};

const readText = (file: string): string | Error => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return error as Error;
  }
};

const unreadable = (file: string, { message, code }: NodeJS.ErrnoException): ConfigIssue => ({
  file,
  line: 1,
  column: 1,
  path: "",
  text:
    code === "ENOENT"
      ? "there is no such file; name another one, or make it with pushgateway-proxy config init"
      : `the file cannot be read: ${message}`,
  suggestion: undefined,
});
