import { dirname } from "node:path";
import { build } from "esbuild";
import { collectLicences } from "./collect-licences.ts";

const ROOT = dirname(import.meta.dirname);

/** The files that GitHub runs from the repository, by their paths from its root. */
export type ActionFiles = Readonly<Record<string, string>>;

/**
 * Bundles the GitHub Action and the licences of its libraries. The bundle is readable, not small, since its users may
 * want to read the committed file. Equal sources and packages give equal bytes.
 */
export const bundleAction = async (): Promise<ActionFiles> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["action/main.ts"],
    outfile: "action/dist/index.js",
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    // The repository's package.json says that .js files are ES modules.
    format: "esm",
    mainFields: ["module", "main"],
    legalComments: "none",
    banner: {
      js: "// Built by `npm run build:action` from action/main.ts; licences of what is in it: licenses.txt.",
    },
    metafile: true,
    logLevel: "warning",
  });
  return {
    "action/dist/index.js": outputFiles[0]?.text ?? "",
    "action/dist/licenses.txt": collectLicences(metafile),
  };
};
