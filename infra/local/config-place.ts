import { readFileSync } from "node:fs";
import { type ConfigPath, printPath } from "../../lambda/config/config-issue.ts";
import { parseYaml } from "../../lambda/config/yaml-file.ts";

/** The place of a part of the configuration, and its path: `proxy.yaml:19 clients[0].grants[1]`. */
export const placeInConfig = (file: string, path: ConfigPath): string => {
  const { yaml } = parseYaml(readFileSync(file, "utf8"), file);
  const place = yaml === undefined ? "" : `${file}:${yaml.issue(path, "").line} `;
  return `${place}${printPath(path)}`;
};
