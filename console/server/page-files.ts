import { readFileSync } from "node:fs";

export interface PageFile {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The files of the page by path, as built by `npm run build:console`. */
export const readPageFiles = (): ReadonlyMap<string, PageFile> =>
  new Map(
    [
      ["/", "index.html", "text/html; charset=utf-8"],
      ["/app.js", "app.js", "text/javascript; charset=utf-8"],
      ["/app.css", "app.css", "text/css; charset=utf-8"],
    ].map(([path = "", file = "", contentType = ""]) => [
      path,
      { contentType, body: readFileSync(new URL(`../dist/${file}`, import.meta.url)) },
    ]),
  );
