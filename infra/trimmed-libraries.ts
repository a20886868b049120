import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { AWS_SDK_TRIMS } from "./trims/aws-sdk.ts";
import { AXIOS_TRIMS } from "./trims/axios.ts";

/**
 * Leaves out parts of libraries that no function can use and that tree-shaking cannot find. If a new release has moved
 * a module, only the size of a bundle would show it. So a missing module ends the build.
 */
export const trimmedLibraries: Plugin = {
  name: "trimmed-libraries",
  setup(build) {
    const trims = new Map(TRIMS.map(({ module, replace }) => [join(NODE_MODULES, module), replace]));
    for (const file of trims.keys()) {
      readFileSync(file);
    }
    build.onLoad({ filter: /[\\/]node_modules[\\/](?:axios|@aws-sdk|@smithy)[\\/]/ }, ({ path }) => {
      const replace = trims.get(path);
      return replace === undefined
        ? undefined
        : { contents: replace(readFileSync(path, "utf8")), loader: "js", resolveDir: dirname(path) };
    });
  },
};

const NODE_MODULES = dirname(dirname(createRequire(import.meta.url).resolve("axios/package.json")));

const TRIMS = [...AXIOS_TRIMS, ...AWS_SDK_TRIMS];
