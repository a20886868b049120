import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { loadProxyConfig } from "../../../lambda/config/load.ts";
import { runInProcess } from "../../support/cli.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "config-init-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const init = async (file: string, args: readonly string[], answers: readonly string[] = []) => {
  const left = [...answers];
  const ask = async () => left.shift() ?? "";
  return runInProcess(["config", "init", "--output", file, ...args], answers.length === 0 ? {} : { ask });
};

const load = (file: string) => {
  const config = loadProxyConfig(file);
  if (!config.ok) {
    throw new Error(JSON.stringify(config.error));
  }
  return config.value;
};

describe("pushgateway-proxy config init", () => {
  it("writes a narrow configuration from flags, which is valid", async () => {
    const file = join(folder, "flags/proxy.yaml");
    const args = ["--client", "ci", "--job", "ci-*", "--metrics", "ci_*", "build_*", "--label", "branch"];
    const { status, stdout } = await init(file, args);
    expect([status, stdout]).toEqual([
      0,
      `${file} was written; next: pushgateway-proxy start --config ${file}\n`,
    ]);
    expect(load(file).clients).toMatchObject([
      { id: "ci", grants: [{ methods: ["PUT", "POST"], job: "ci-*", metrics: ["ci_*", "build_*"] }] },
    ]);
  });

  it("asks for missing answers", async () => {
    const file = join(folder, "asked.yaml");
    const { status } = await init(file, ["--job", "app"], ["desktop-app", "app_* up_*"]);
    expect(status).toBe(0);
    expect(load(file).clients).toMatchObject([
      { id: "desktop-app", grants: [{ metrics: ["app_*", "up_*"] }] },
    ]);
  });

  it("writes an issuer for GitHub Actions", async () => {
    const file = join(folder, "github.yaml");
    await init(file, [
      ...["--job", "ci", "--metrics", "ci_*"],
      ...["--github-repository-id", "12", "--audience", "https://push.example.com"],
    ]);
    expect(load(file).issuers).toMatchObject([{ id: "github", audience: "https://push.example.com" }]);
  });

  it("replaces no file unless told to, and writes no invalid configuration", async () => {
    const file = join(folder, "mine.yaml");
    writeFileSync(file, "# mine\n");
    const args = ["--client", "ci", "--job", "ci", "--metrics", "ci_*"];
    expect(await init(file, args)).toMatchObject({ status: 1, stderr: expect.stringContaining("exists") });
    expect(readFileSync(file, "utf8")).toBe("# mine\n");
    expect(await init(file, [...args, "--force"])).toMatchObject({ status: 0 });
    const wrong = join(folder, "wrong.yaml");
    expect(await init(wrong, ["--client", "CI", "--job", "ci", "--metrics", "ci_*"])).toMatchObject({
      status: 2,
    });
    expect(existsSync(wrong)).toBe(false);
  });
});
