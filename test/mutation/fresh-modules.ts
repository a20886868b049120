import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { withSmallLimits } from "./small-limits.ts";

const MINI_JEST = new URL("./mini-jest.ts", import.meta.url).href;

/**
 * Imports modules of a folder again each time, so that a mutant never sees what another has left behind. Types are stripped
 * from a file once.
 */
export class FreshModules {
  readonly #root: string;
  readonly #sources = new Map<string, string>();
  readonly #importers = new Map<string, Set<string>>();
  #generation = 0;

  constructor(folder: string) {
    this.#root = `${pathToFileURL(folder).href}/`;
    registerHooks({
      resolve: (specifier, context, next) => {
        if (specifier === "@jest/globals") {
          return { url: MINI_JEST, shortCircuit: true };
        }
        const resolved = next(specifier, context);
        if (!this.#isFresh(resolved.url)) {
          return resolved;
        }
        this.#note(resolved.url, context.parentURL);
        return { ...resolved, url: `${resolved.url}?generation=${this.#generation}` };
      },
      load: (url, context, next) => {
        if (!this.#isFresh(url)) {
          return next(url, context);
        }
        return { format: "module", source: this.#read(withoutQuery(url)), shortCircuit: true };
      },
    });
  }

  /** From now on everything is imported again. */
  forget(): void {
    this.#generation++;
  }

  import(file: string): Promise<unknown> {
    return import(pathToFileURL(file).href);
  }

  /** The files that import `file`, directly or not, as far as they have been imported. */
  importersOf(file: string): ReadonlySet<string> {
    const found = new Set<string>();
    const add = (url: string): void => {
      if (found.has(url)) {
        return;
      }
      found.add(url);
      for (const importer of this.#importers.get(url) ?? []) {
        add(importer);
      }
    };
    add(pathToFileURL(file).href);
    return new Set([...found].map((url) => fileURLToPath(url)));
  }

  #isFresh(url: string): boolean {
    return url.startsWith(this.#root) && !url.includes("/node_modules/") && withoutQuery(url).endsWith(".ts");
  }

  #note(url: string, importer: string | undefined): void {
    if (importer === undefined) {
      return;
    }
    const importers = this.#importers.get(url) ?? new Set();
    this.#importers.set(url, importers.add(withoutQuery(importer)));
  }

  #read(url: string): string {
    const known = this.#sources.get(url);
    if (known !== undefined) {
      return known;
    }
    const file = fileURLToPath(url);
    const source = withSmallLimits(file, stripTypeScriptTypes(readFileSync(file, "utf8")));
    this.#sources.set(url, source);
    return source;
  }
}

const withoutQuery = (url: string): string => url.replace(/\?.*$/, "");
