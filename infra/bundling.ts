import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import type { ProxyConfig } from "../lambda/config/proxy-config.ts";

/** The Lambda functions, by the name of their entry in `lambda/functions/`. */
export const FUNCTION_NAMES = ["authorizer", "push", "sweep", "rotate"] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

export const PROJECT_ROOT = dirname(import.meta.dirname);

export const BUNDLES_DIRECTORY = join(PROJECT_ROOT, "dist");

/**
 * Writes `dist/<function>/index.js` with its source map for every function: exactly what is deployed. The checked
 * configuration is inside as `__PROXY_CONFIG__`, so that a function neither reads nor checks it at run time.
 * Equal sources and configuration give equal bytes.
 */
export const buildBundles = async (config: ProxyConfig): Promise<ReadonlyMap<FunctionName, Metafile>> => {
  const results = FUNCTION_NAMES.map(async (name) => [name, await buildBundle(name, config)] as const);
  return new Map(await Promise.all(results));
};

const buildBundle = async (name: FunctionName, config: ProxyConfig): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [join("lambda/functions", `${name}.ts`)],
    outfile: join("dist", name, "index.js"),
    bundle: true,
    platform: "node",
    target: "node24",
    // CommonJS: an import of node:http from an ES module costs 30 ms more at a cold start than a require.
    format: "cjs",
    // Without it the SDK's CommonJS builds are taken, which cannot be tree-shaken.
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    define: { __PROXY_CONFIG__: JSON.stringify(config) },
    plugins: [axiosWithoutItsAdapters],
    logLevel: "warning",
  });
  return metafile;
};

/**
 * Leaves out of axios what the relay, which has an adapter of its own, never calls: the adapters for browsers and for
 * streams, and multipart forms. That is two thirds of axios' bytes and of its import time.
 */
const axiosWithoutItsAdapters: Plugin = {
  name: "axios-without-its-adapters",
  setup(build) {
    for (const file of AXIOS_LEFT_OUT) assertIsPartOfAxios(file);
    build.onLoad({ filter: /[\\/]axios[\\/]lib[\\/]/ }, ({ path }) =>
      AXIOS_LEFT_OUT.some((file) => path === join(AXIOS_ROOT, file))
        ? { contents: "export default null; export const getFetch = () => null;", loader: "js" }
        : undefined,
    );
  },
};

const AXIOS_ROOT = dirname(createRequire(import.meta.url).resolve("axios/package.json"));

const AXIOS_LEFT_OUT = [
  "lib/adapters/http.js",
  "lib/adapters/xhr.js",
  "lib/adapters/fetch.js",
  "lib/platform/node/classes/FormData.js",
];

/** A new axios may have moved them, which would only be seen in the bundle's size. */
const assertIsPartOfAxios = (file: string): void => {
  readFileSync(join(AXIOS_ROOT, file));
};
