import { readFileSync } from "node:fs";
import type { CliPorts } from "./ports.ts";

/** What a file holds that the command line names; - is standard input. An error has the name of the file as its `path`. */
export const readInput = (file: string, readStdin: CliPorts["readStdin"]): Uint8Array => {
  if (file === "-") {
    return readStdin();
  }
  try {
    return readFileSync(file);
  } catch (error) {
    // Node.js leaves it out where the file is a folder.
    throw Object.assign(error as Error, { path: file });
  }
};
