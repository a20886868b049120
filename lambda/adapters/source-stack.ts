import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";

/**
 * The stack of a bundle's error, with the places of its sources. A frame without a source map beside its file stays
 * unchanged. Node's own `--enable-source-maps` would read the map at every cold start, which would make it a third
 * longer.
 */
export const toSourceStack = (stack: string): string => {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replace(FRAME, (frame, file: string, line: string, column: string) => {
    const map = maps.has(file) ? maps.get(file) : readMap(file);
    maps.set(file, map);
    const origin = map?.findOrigin(Number(line), Number(column));
    return origin === undefined || !("fileName" in origin)
      ? frame
      : `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`;
  });
};

/** `/var/task/index.js:12:345`. */
const FRAME = /(\/[^\s():]+\.js):(\d+):(\d+)/g;

const readMap = (file: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  } catch {
    return undefined;
  }
};
