import { describeMistake } from "../lambda/config/config-mistake.ts";
import { loadProxyConfig } from "../lambda/config/load.ts";
import type { ProxyConfig } from "../lambda/config/proxy-config.ts";

/** The checked configuration, for commands: its mistakes are printed one a line, and end the process with 1. */
export const readConfigOrExit = (file: string): ProxyConfig => {
  const config = loadProxyConfig(file);
  if (config.ok) return config.value;
  for (const mistake of config.error) process.stderr.write(`${describeMistake(mistake)}\n`);
  process.exit(1);
};
