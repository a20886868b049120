import { err, ok, type Result } from "../model/result.ts";
import type { ConfigMistake } from "./config-mistake.ts";
import { findContradictions } from "./cross-checks.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { proxySchema } from "./schema.ts";
import { describeExpected, toMistakes } from "./schema-mistakes.ts";
import { toProxyConfig } from "./to-proxy-config.ts";
import { parseYaml } from "./yaml-file.ts";

/** Reads the text of a `proxy.yaml`. All mistakes are reported, in the order of the file; `file` is named in them. */
export const parseProxyConfig = (
  text: string,
  file: string,
): Result<ProxyConfig, readonly ConfigMistake[]> => {
  const yaml = parseYaml(text, file);
  if (!yaml.ok) return yaml;
  const parsed = proxySchema.safeParse(yaml.value.value ?? {}, { error: describeExpected });
  const mistakes = parsed.success
    ? findContradictions(parsed.data, yaml.value)
    : toMistakes(parsed.error.issues, proxySchema, yaml.value);
  if (!parsed.success || mistakes.length > 0) {
    return err(mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  return ok(toProxyConfig(parsed.data));
};
