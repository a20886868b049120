import { err, ok, type Result } from "../model/result.ts";
import type { ConfigFinding, ConfigMistake } from "./config-mistake.ts";
import { findContradictions } from "./cross-checks.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { readWhatIsRight } from "./read-what-is-right.ts";
import { proxySchema, type WrittenConfig } from "./schema.ts";
import { describeExpected, toMistakes } from "./schema-mistakes.ts";
import { toProxyConfig } from "./to-proxy-config.ts";
import { findWarnings } from "./warnings/find-warnings.ts";
import { parseYaml, type YamlFile } from "./yaml-file.ts";

/** What a check says of a `proxy.yaml`, each list in the order of the file. */
export interface ConfigReport {
  readonly config: Result<ProxyConfig, readonly ConfigMistake[]>;
  /** What works, and is most likely not what was meant. */
  readonly warnings: readonly ConfigMistake[];
}

/** Reads the text of a `proxy.yaml`. All mistakes are reported, in the order of the file; `file` is named in them. */
export const parseProxyConfig = (text: string, file: string): Result<ProxyConfig, readonly ConfigMistake[]> =>
  readConfig(text, file).config;

/** The same with warnings, which are looked for in all that can be read, even if there are mistakes elsewhere. */
export const checkProxyConfig = (text: string, file: string): ConfigReport => {
  const { config, readable, place } = readConfig(text, file);
  return { config, warnings: readable === undefined ? [] : place(findWarnings(readable)) };
};

interface ReadConfig {
  readonly config: Result<ProxyConfig, readonly ConfigMistake[]>;
  /** All that is right in the file; undefined when nothing can be read of it. */
  readonly readable: WrittenConfig | undefined;
  /** Puts findings in that part into the file, but for those that only follow from a mistake. */
  readonly place: (findings: readonly ConfigFinding[]) => readonly ConfigMistake[];
}

/** A mistake does not hide others: contradictions are looked for in what is right, too. */
const readConfig = (text: string, file: string): ReadConfig => {
  const { mistakes: yamlMistakes, yaml } = parseYaml(text, file);
  if (yaml === undefined) {
    return { config: err(inOrder(yamlMistakes)), readable: undefined, place: () => [] };
  }
  const written = yaml.value ?? {};
  const parsed = proxySchema.safeParse(written, { error: describeExpected });
  const read = parsed.success
    ? { config: parsed.data, isRelated: () => false }
    : readWhatIsRight(written, parsed.error.issues);
  const place = (findings: readonly ConfigFinding[]): readonly ConfigMistake[] =>
    inOrder(findings.filter(({ path }) => read?.isRelated(path) === false).map(placeIn(yaml)));
  const mistakes = [
    ...yamlMistakes,
    ...(parsed.success ? [] : toMistakes(parsed.error.issues, proxySchema, yaml)),
    ...(read === undefined ? [] : place(findContradictions(read.config))),
  ];
  const config =
    parsed.success && mistakes.length === 0 ? ok(toProxyConfig(parsed.data)) : err(inOrder(mistakes));
  return { config, readable: read?.config, place };
};

const placeIn =
  (yaml: YamlFile) =>
  ({ path, text, suggestion, isAtKey }: ConfigFinding): ConfigMistake =>
    isAtKey === true ? yaml.mistakeAtKey(path, text, suggestion) : yaml.mistake(path, text, suggestion);

const inOrder = (mistakes: readonly ConfigMistake[]): readonly ConfigMistake[] =>
  mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);
