import { matchesGlob } from "node:path";
import { gzipSync } from "node:zlib";
import type { FilePorts } from "../../../ci/ports.ts";

/** Files by their paths. */
export const createFilesInMemory = (contents: Readonly<Record<string, string | Uint8Array>>): FilePorts => {
  const bytesOf = (file: string): Uint8Array => {
    const content = contents[file];
    if (content === undefined) {
      throw Object.assign(new Error(`${file} is not there`), { code: "ENOENT" });
    }
    return Buffer.from(content);
  };
  return {
    find: (pattern) =>
      Object.keys(contents)
        .filter((file) => matchesGlob(file, pattern))
        .toSorted(),
    sizeOf: (file) => bytesOf(file).length,
    read: (file) => [bytesOf(file)],
    gzipSizeOf: (file) => gzipSync(bytesOf(file)).length,
  };
};
