import { loadConfigOrText } from "../lambda/config/load.ts";
import type { ProxyConfig } from "../lambda/config/proxy-config.ts";

/** The checked configuration for commands. Its issues are printed one per line, and end the process with 1. */
export const readConfigOrExit = (file: string): ProxyConfig => {
  const config = loadConfigOrText(file);
  if (config.ok) {
    return config.value;
  }
  process.stderr.write(`${config.error}\n`);
  process.exit(1);
};
