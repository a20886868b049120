/**
 * Adds to package-lock.json what `npm install` leaves out when its registry does not carry the packages of other platforms:
 * without an entry for every optional dependency `npm ci` refuses the whole file. Run it after `npm install` has changed the
 * lockfile. Versions are those the parent names; os, cpu and libc are in the packages' names (`<parent>-win32-x64-msvc`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  readonly version?: string;
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
  if (os === undefined || cpu === undefined) return undefined;
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

const added: string[] = [];
for (const [path, { dev = false, optionalDependencies = {} }] of Object.entries(packages)) {
  if (path === "") continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const entry = toEntry(name, version, dev);
    if (entry === undefined || `node_modules/${name}` in packages) continue;
    packages[`node_modules/${name}`] = entry;
    added.push(name);
  }
}

const [root, ...others] = Object.entries(packages);
const sorted = others.sort(([a], [b]) => a.localeCompare(b, "en"));
const complete = {
  ...lockfile,
  packages: Object.fromEntries(root === undefined ? sorted : [root, ...sorted]),
};
writeFileSync(file, `${JSON.stringify(complete, null, 2)}\n`);
process.stdout.write(added.length === 0 ? "nothing was missing\n" : `added ${added.join(", ")}\n`);
