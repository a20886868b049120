import { closeSync, globSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { FilePorts } from "./ports.ts";

/** The files below a folder, as Node sees them. */
export const createNodeFiles = (root: string): FilePorts => ({
  find: (pattern) =>
    globSync(pattern, { cwd: root, exclude: isLeftOut })
      .map((file) => resolve(root, file))
      .filter(isRegularFile)
      .map((file) => relative(root, file).replaceAll(sep, "/"))
      .toSorted(),
  sizeOf: (file) => statSync(resolve(root, file)).size,
  read: (file) => readChunks(resolve(root, file)),
  gzipSizeOf: (file) => gzipSync(readFileSync(resolve(root, file))).length,
});

/** Packages contain their own JUnit files and bundles. */
const isLeftOut = (file: string): boolean => /(?:^|[/\\])(?:node_modules|\.git)$/.test(file);

/** Reading a pipe might never end. A link can lead to itself, or to a folder that may not be read. */
const isRegularFile = (file: string): boolean => {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

const CHUNK_BYTES = 256 * 1_024;

function* readChunks(file: string): Iterable<Uint8Array> {
  const descriptor = openSync(file, "r");
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
