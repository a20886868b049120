import { closeSync, globSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { FilePorts } from "./ports.ts";

/** The files below a folder, as Node sees them. */
export const createNodeFiles = (root: string): FilePorts => ({
  find: (pattern) =>
    globSync(pattern, { cwd: root, exclude: isLeftOut })
      .filter((file) => isRegularFile(resolve(root, file)))
      .map((file) => file.replaceAll("\\", "/"))
      .toSorted(),
  sizeOf: (file) => statSync(resolve(root, file)).size,
  read: (file) => readChunks(resolve(root, file)),
  gzipSizeOf: (file) => gzipSync(readFileSync(resolve(root, file))).length,
});

/** Packages contain their own JUnit files and bundles. */
const isLeftOut = (file: string): boolean => /(?:^|[/\\])(?:node_modules|\.git)$/.test(file);

/** Reading a pipe might never end. */
const isRegularFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

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
