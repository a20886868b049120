import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClientProgram } from "./client-program.ts";

const run = promisify(execFile);

const PROGRAMS = join(import.meta.dirname, "../programs");

/** It is outside the clone, so that a new clone can reuse earlier builds of the same files. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pushgateway-proxy/clients");

const BUILD_TIMEOUT_MS = 15 * 60_000;

/** Builds a program unless it is built, and returns its folder. Reports the build on standard error. */
export const buildProgram = async (program: ClientProgram): Promise<string> => {
  const source = join(PROGRAMS, program.folder);
  if (program.build === undefined) {
    return source;
  }
  const target = join(CACHE, `${program.id}-${hashOf(program, source)}`);
  if (existsSync(target)) {
    return target;
  }
  const started = Date.now();
  tell(`building ${program.id} …`);
  // The folder is renamed when it is complete, since another run may look for it at the same time.
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  cpSync(source, unfinished, { recursive: true });
  try {
    await run("sh", ["-ec", program.build], { cwd: unfinished, timeout: BUILD_TIMEOUT_MS });
    if (!existsSync(target)) {
      renameSync(unfinished, target);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  tell(`built ${program.id} in ${Math.round((Date.now() - started) / 1_000)} s`);
  return target;
};

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const hashOf = ({ build, readVersion }: ClientProgram, source: string): string => {
  const hash = createHash("sha256").update(`${build}\n${readVersion()}\n${process.arch}\n`);
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash.update(file.slice(source.length)).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
};
