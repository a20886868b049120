import { readFileSync } from "node:fs";
import type { CliPorts } from "./ports.ts";

/** The content of a file on the command line; "-" is standard input. An error has the file's name as its `path`. */
export const readInput = (file: string, readStdin: CliPorts["readStdin"]): Uint8Array => {
  if (file === "-") {
    return readStdin();
  }
  try {
    return readFileSync(file);
  } catch (error) {
    // Node.js leaves it out if the file is a folder.
    throw Object.assign(error as Error, { path: file });
  }
};
