/**
 * Adds to package-lock.json what `npm install` leaves out. Run it after `npm install` has changed the lockfile.
 *
 * - An entry for every optional dependency of another platform: without it `npm ci` refuses the whole file, and npm
 * writes none when its registry does not have the package. The parent names the versions; the packages' names contain
 * os, cpu and libc (`<parent>-win32-x64-msvc`).
 * - The integrity of every package, from the registry: `npm ci` does not check a package whose entry has none.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  /** It is inside the archive of its parent, whose integrity covers it. */
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

interface Lockfile {
  readonly packages: Record<string, LockedPackage>;
}

const PLATFORM =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(.+))?$/;

const file = join(import.meta.dirname, "../package-lock.json");
const lockfile = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
const { packages } = lockfile;

const toEntry = (name: string, version: string, isDev: boolean): LockedPackage | undefined => {
  const [, os, cpu, abi] = PLATFORM.exec(name) ?? [];
  if (os === undefined || cpu === undefined) {
    return undefined;
  }
  const libc = abi?.startsWith("musl") ? "musl" : abi?.startsWith("gnu") ? "glibc" : undefined;
  return {
    version,
    ...(isDev && { dev: true }),
    optional: true,
    os: [os],
    cpu: [cpu],
    ...(libc !== undefined && { libc: [libc] }),
  };
};

const addOtherPlatforms = (): readonly string[] => {
  const added: string[] = [];
  for (const [path, { dev = false, optionalDependencies = {} }] of Object.entries(packages)) {
    if (path === "") {
      continue;
    }
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const entry = toEntry(name, version, dev);
      if (entry === undefined || `node_modules/${name}` in packages) {
        continue;
      }
      packages[`node_modules/${name}`] = entry;
      added.push(name);
    }
  }
  return added;
};

const askForIntegrity = async (name: string, version: string): Promise<string> => {
  const { stdout } = await promisify(execFile)("npm", ["view", `${name}@${version}`, "dist.integrity"]);
  if (!/^sha512-[\w+/]{86}==\n$/.test(stdout)) {
    throw new Error(`the registry has no integrity of ${name}@${version}, got ${JSON.stringify(stdout)}`);
  }
  return stdout.trim();
};

/** One after the other, to limit the load on the registry. */
const addIntegrities = async (): Promise<readonly string[]> => {
  const added: string[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    const { version, integrity, inBundle = false } = entry;
    if (path === "" || version === undefined || integrity !== undefined || inBundle) {
      continue;
    }
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    packages[path] = { version, integrity: await askForIntegrity(name, version), ...entry };
    added.push(name);
  }
  return added;
};

const tell = (what: string, names: readonly string[]): void => {
  process.stdout.write(`${what}: ${names.length === 0 ? "none was missing" : names.join(", ")}\n`);
};

tell("packages of other platforms", addOtherPlatforms());
tell("integrities", await addIntegrities());

const [root, ...others] = Object.entries(packages);
const sorted = others.sort(([a], [b]) => a.localeCompare(b, "en"));
const complete = {
  ...lockfile,
  packages: Object.fromEntries(root === undefined ? sorted : [root, ...sorted]),
};
writeFileSync(file, `${JSON.stringify(complete, null, 2)}\n`);
