import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Metafile } from "esbuild";

const ROOT = dirname(import.meta.dirname);

/** The licences of the packages in a bundle, not of all that the bundler read. */
export const collectLicences = ({ outputs }: Metafile): string => {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort().map(readLicence).join("\n");
};

/** A package without a licence file has its licence in package.json. */
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
