import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { stripRuleTexts } from "../infra/strip-texts.ts";
import { collectLicences } from "./collect-licences.ts";

const ROOT = dirname(import.meta.dirname);
const PAGE = "console/page";
const DIST = "console/dist";
const BUFFER = `./${PAGE}/shims/buffer.ts`;

/** The committed files of the console's page, by their paths from the repository's root. */
export type ConsoleFiles = Readonly<Record<string, string>>;

/**
 * Bundles the page of the console. It must work without any other host, and under a content security policy that allows
 * only its server's scripts and styles. Equal sources and packages give equal bytes.
 */
export const bundleConsole = async (): Promise<ConsoleFiles> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { app: `${PAGE}/main.tsx` },
    outdir: DIST,
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    target: ["chrome123", "firefox121", "safari17.5"],
    format: "esm",
    // Calls of h are smaller than those of the automatic runtime.
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    tsconfigRaw: "{}",
    alias: { "node:buffer": BUFFER },
    inject: [BUFFER, `./${PAGE}/shims/jsx.ts`],
    plugins: [stripRuleTexts],
    define: { "Number.POSITIVE_INFINITY": "Infinity", "Number.MAX_SAFE_INTEGER": "9007199254740991" },
    legalComments: "none",
    banner: {
      js: "// Built by npm run build:console. Licences: licenses.txt",
    },
    metafile: true,
    logLevel: "warning",
  });
  const built = (name: string): string => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? "";
  return {
    [`${DIST}/index.html`]: readFileSync(join(ROOT, PAGE, "index.html"), "utf8"),
    [`${DIST}/app.js`]: built("app.js"),
    [`${DIST}/app.css`]: built("app.css"),
    [`${DIST}/licenses.txt`]: collectLicences(metafile),
  };
};
