import { dirname, join } from "node:path";
import { build, type Metafile } from "esbuild";
import type { ProxyConfig } from "../lambda/config/proxy-config.ts";
import { stripAdvice, stripRuleTexts } from "./strip-texts.ts";
import { trimmedLibraries } from "./trimmed-libraries.ts";

/** The Lambda functions, by the name of their entry in `lambda/functions/`. */
export const FUNCTION_NAMES = [
  "authorizer",
  "push",
  "page",
  "sweep",
  "provision",
  "rotate",
  "remote-write",
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

export const PROJECT_ROOT = dirname(import.meta.dirname);

const BUNDLES_DIRECTORY = join(PROJECT_ROOT, "dist");

/**
 * Writes `<function>/index.js` with its source map for every function: exactly what is deployed. The checked
 * configuration is inside as `__PROXY_CONFIG__`, so that a function neither reads nor checks it at run time. Equal
 * sources and configuration give equal bytes.
 */
export const buildBundles = async (
  config: ProxyConfig,
  directory = BUNDLES_DIRECTORY,
): Promise<ReadonlyMap<FunctionName, Metafile>> => {
  const results = FUNCTION_NAMES.map(
    async (name) => [name, await buildBundle(name, config, directory)] as const,
  );
  return new Map(await Promise.all(results));
};

const buildBundle = async (name: FunctionName, config: ProxyConfig, directory: string): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [join("lambda/functions", `${name}.ts`)],
    outfile: join(directory, name, "index.js"),
    bundle: true,
    platform: "node",
    target: "node24",
    // V8's compile cache (NODE_COMPILE_CACHE) is not used. A cache from the build fits only its own processor and Node
    // version, and a cache in /tmp is deleted with the function's process, before the next cold start.
    // CommonJS: an import of node:http from an ES module costs 30 ms more at a cold start than a require.
    format: "cjs",
    // Without it the SDK's CommonJS builds are used, which cannot be tree-shaken.
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    define: {
      __PROXY_CONFIG__: JSON.stringify(config),
      __HAS_PUSHGATEWAY__: String(config.pushgateway !== "none"),
    },
    plugins: [trimmedLibraries, stripRuleTexts, stripAdvice],
    logLevel: "warning",
  });
  return metafile;
};
