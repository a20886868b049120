import { unwatchFile, watchFile } from "node:fs";
import { type ConfigIssue, describeConfigIssue } from "../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import type { WriteLine } from "./line-log.ts";

/** Editors replace files instead of writing them, which file system events miss. So the file is read regularly. */
const LOOK_EVERY_MS = 500;

/** Passes each new content of a `proxy.yaml` to `use`. An invalid one is reported in one line, and not used. */
export const watchConfig = (
  file: string,
  use: (config: ProxyConfig) => Promise<void>,
  log: WriteLine,
): { readonly look: () => void; readonly close: () => void } => {
  let last = Promise.resolve();
  const reload = async (): Promise<void> => {
    const config = loadProxyConfig(file);
    try {
      if (config.ok) {
        await use(config.value);
      } else {
        log(`warning: ${file} was changed and is not used: ${describeFirst(config.error)}`);
      }
    } catch (error) {
      log(`warning: ${file} was changed and cannot be used: ${(error as Error).message}`);
    }
  };
  const onChange = (): void => {
    last = last.then(reload);
  };
  watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, onChange);
  return { look: onChange, close: () => unwatchFile(file, onChange) };
};

const describeFirst = ([first, ...more]: readonly ConfigIssue[]): string => {
  if (first === undefined) {
    return "";
  }
  return `${describeConfigIssue(first)}${more.length === 0 ? "" : ` (and ${more.length} more)`}`;
};
