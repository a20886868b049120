import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type Metafile } from "esbuild";

const ROOT = dirname(import.meta.dirname);

/** The files that GitHub runs as they are in the repository, by their paths from its root. */
export type ActionFiles = Readonly<Record<string, string>>;

/**
 * Bundles the GitHub Action and the licences of what is in it. Readable rather than small: it is committed, and whoever
 * runs it may want to see what it does. Equal sources and packages give equal bytes.
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

/** Of what ended up in the bundle, not of all that was looked at. */
const collectLicences = ({ outputs }: Metafile): string => {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort().map(readLicence).join("\n");
};

/** A package without its own file for it says its licence in package.json. */
const readLicence = (folder: string): string => {
  const file = readdirSync(join(ROOT, folder)).find((name) => /^licen[cs]e/i.test(name));
  const text = readFileSync(join(ROOT, folder, file ?? "package.json"), "utf8").trim();
  return `${folder.replace("node_modules/", "")}\n\n${file === undefined ? describeLicence(text) : text}\n`;
};

const describeLicence = (manifest: string): string => {
  const { license, author, repository } = JSON.parse(manifest) as PackageManifest;
  return `${license}, ${author?.name ?? author?.url ?? ""}, ${repository?.url ?? ""}`;
};

interface PackageManifest {
  readonly license: string;
  readonly author?: { readonly name?: string; readonly url?: string };
  readonly repository?: { readonly url?: string };
}
