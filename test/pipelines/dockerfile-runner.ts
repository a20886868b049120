import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The image of a Dockerfile, in a folder that stands for the root of its file system. */
export interface BuiltImage {
  readonly root: string;
  readonly workdir: string;
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly health: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** Instructions without comments. A backslash at the end of a line continues it. */
const parseDockerfile = (text: string): readonly Instruction[] =>
  text
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => {
      const [, word = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { word, rest };
    });

/**
 * Executes the instructions of a Dockerfile in order, without Docker. Each stage is a folder; the base image is this
 * machine with the current Node.js. Of the context, only files in git are copied.
 */
export const buildImage = (context: string, folder: string): BuiltImage => {
  let stage = startStage(join(folder, "none"));
  const stages = new Map<string, string>();
  for (const { word, rest } of parseDockerfile(readFileSync(join(context, "Dockerfile"), "utf8"))) {
    switch (word) {
      case "ARG":
        break;
      case "FROM": {
        const [, name = "last"] = / AS (\S+)$/.exec(rest) ?? [];
        stage = startStage(join(folder, name));
        stages.set(name, stage.root);
        break;
      }
      case "WORKDIR":
        stage = { ...stage, workdir: rest };
        mkdirSync(join(stage.root, rest), { recursive: true });
        break;
      case "COPY":
        copy(rest, stage, { context, stages });
        break;
      case "RUN":
        run(rest, stage);
        break;
      case "ENV":
        stage = { ...stage, environment: { ...stage.environment, ...Object.fromEntries([rest.split("=")]) } };
        break;
      case "USER":
        stage = { ...stage, user: rest };
        break;
      case "EXPOSE":
        stage = { ...stage, ports: [...stage.ports, rest] };
        break;
      case "HEALTHCHECK":
        stage = { ...stage, health: JSON.parse(rest.slice(rest.indexOf("[")).trim()) as string[] };
        break;
      case "ENTRYPOINT":
        stage = { ...stage, entrypoint: JSON.parse(rest) as string[] };
        break;
      case "CMD":
        stage = { ...stage, command: JSON.parse(rest) as string[] };
        break;
      default:
        throw new Error(`nothing here does what ${word} says`);
    }
  }
  return stage;
};

const startStage = (root: string): BuiltImage => {
  mkdirSync(root, { recursive: true });
  return {
    root,
    workdir: "/",
    user: "0:0",
    environment: {},
    ports: [],
    health: [],
    entrypoint: [],
    command: [],
  };
};

const toPath = ({ root, workdir }: BuiltImage, path: string): string =>
  path.startsWith("/") ? join(root, path) : join(root, workdir, path);

interface Sources {
  readonly context: string;
  readonly stages: ReadonlyMap<string, string>;
}

const copy = (rest: string, stage: BuiltImage, { context, stages }: Sources): void => {
  const [, from, paths = ""] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
  const names = paths.split(" ");
  const target = names.pop() ?? "";
  for (const name of names) {
    if (from === undefined) {
      copyTracked(context, name, (file) => toPath(stage, toTarget(file, name, target)));
    } else {
      cpSync(join(stages.get(from) ?? "", name), toPath(stage, target), { recursive: true });
    }
  }
};

/** The content of a folder goes into the target. A file goes into the target if that ends with a slash. */
const toTarget = (file: string, name: string, target: string): string =>
  file === name && target.endsWith("/")
    ? join(target, name.slice(name.lastIndexOf("/") + 1))
    : join(target, file.slice(name.length));

const copyTracked = (context: string, name: string, toFile: (file: string) => string): void => {
  const files = execFileSync("git", ["ls-files", "-z", "--", name], { cwd: context, encoding: "utf8" });
  if (files === "") {
    throw new Error(`COPY ${name}: git has nothing of that name`);
  }
  for (const file of files.split("\0").filter((path) => path !== "")) {
    const target = toFile(file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(context, file), target);
  }
};

const run = (script: string, stage: BuiltImage): void => {
  const isRoot = process.getuid?.() === 0;
  const here = script
    .replace(/(?<= )\/(?=[a-z])/g, `${stage.root}/`)
    .replace(/\b1000:1000\b/g, isRoot ? "1000:1000" : `${process.getuid?.()}:${process.getgid?.()}`);
  execFileSync("sh", ["-ec", here], {
    cwd: toPath(stage, "."),
    env: { ...process.env, ...stage.environment, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
    stdio: ["ignore", "pipe", "pipe"],
  });
};
