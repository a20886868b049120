import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createFileSecretStore } from "../../../lambda/adapters/secrets/file-secret-store.ts";
import { createSecretsManagerStore } from "../../../lambda/adapters/secrets/secrets-manager-store.ts";
import { toSecretName } from "../../../lambda/config/shared-names.ts";
import { runInProcess } from "../../support/cli.ts";
import {
  type SecretsManagerServer,
  startSecretsManagerServer,
} from "../../support/secrets-manager-server.ts";

let directory: string;
let file: string;
let server: SecretsManagerServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "token-"));
  file = join(directory, "secrets.json");
  await createFileSecretStore(file, Date.now).provision(["desktop-app"]);
  server = await startSecretsManagerServer();
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await server.close();
});

const run = async (...operands: readonly string[]) => {
  const { status, stdout, stderr } = await runInProcess(["token", ...operands], {
    connectSecretsManager: async () => server.client,
  });
  return { status, output: (stdout || stderr).trimEnd() };
};

const readTokens = async () => {
  const stored = await createFileSecretStore(file, Date.now).read("desktop-app");
  return [stored?.current.token.reveal(), stored?.previous?.token.reveal()];
};

describe("npm run token on the local system", () => {
  it("prints only the token", async () => {
    const [current] = await readTokens();
    expect(await run("desktop-app", "--secrets", file)).toEqual({ status: 0, output: current });
  });

  it("prints the token with its client as JSON", async () => {
    const [token] = await readTokens();
    const { status, output } = await run("desktop-app", "--secrets", file, "--json");
    expect([status, JSON.parse(output)]).toEqual([0, { client: "desktop-app", token }]);
  });

  it("rotates, and prints the new token", async () => {
    const [before] = await readTokens();
    const printed = await run("desktop-app", "--rotate", "--secrets", file);
    expect(await readTokens()).toEqual([printed.output, before]);
    expect(printed.output).not.toBe(before);
  });

  it("does not rotate again while the previous token is accepted, since that would end this time now", async () => {
    const before = await readTokens();
    expect(await run("desktop-app", "--rotate", "--secrets", file)).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^the previous token is accepted until 20\S+Z, and another rotation would end that now; to print/,
      ),
    });
    expect(await readTokens()).toEqual(before);
  });

  it("rotates again when the previous token is no longer accepted", async () => {
    const [current, previous] = await readTokens();
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text.replaceAll(/"createdAt": "[^"]+"/g, '"createdAt": "2026-01-01T00:00:00.000Z"'),
    );
    const { output } = await run("desktop-app", "--rotate", "--secrets", file);
    expect(await readTokens()).toEqual([output, current]);
    expect(output).not.toBe(previous);
  });

  it("revokes all old tokens", async () => {
    const old = await readTokens();
    const printed = await run("desktop-app", "--revoke", "--secrets", file);
    expect(await readTokens()).toEqual([printed.output, undefined]);
    for (const token of old) {
      expect(await readFile(file, "utf8")).not.toContain(token);
    }
  });

  it.each([
    [
      "a client that is not configured",
      ["nobody"],
      1,
      'proxy.yaml has no client "nobody"; it has desktop-app',
    ],
    ["no client", [], 2, "error: missing required argument 'client'"],
    [
      "rotation and revocation together",
      ["desktop-app", "--rotate", "--revoke"],
      2,
      "cannot be used with option",
    ],
    ["a client without a token", ["ci", "--secrets", "FILE"], 1, "client ci has no token yet"],
  ])("refuses %s", async (_, operands, status, text) => {
    const refused = await run(...operands.map((operand) => (operand === "FILE" ? file : operand)));
    expect(refused).toEqual({ status, output: expect.stringContaining(text) });
  });
});

describe("npm run token --aws", () => {
  it.each([[[]], [["--rotate"]]])("reports that the secret does not exist (%j)", async (options) =>
    expect(await run("desktop-app", "--aws", ...options)).toEqual({
      status: 1,
      output:
        "there is no secret pushgateway-proxy/prod/desktop-app in this account and region, or it is marked for deletion; is the proxy deployed here?",
    }),
  );

  it("finds the secret by the environment and the client's id, and rotates it", async () => {
    server.put(toSecretName("prod", "desktop-app"), "first");
    server.put(toSecretName("staging", "desktop-app"), "x");
    expect(await run("desktop-app", "--aws")).toEqual({ status: 0, output: "first" });
    const { output } = await run("desktop-app", "--aws", "--rotate");
    expect(output).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(await run("desktop-app", "--aws")).toEqual({ status: 0, output });
    expect(await run("desktop-app", "--aws", "--rotate")).toMatchObject({ status: 1 });
    expect(await run("desktop-app", "--aws")).toEqual({ status: 0, output });
  });

  it("says that a revocation is not finished, and finishes it the next time", async () => {
    const secretId = toSecretName("prod", "desktop-app");
    server.put(secretId, "leaked");
    server.beforeNext("UpdateSecretVersionStage", () => server.setMode("down"));
    expect(await run("desktop-app", "--aws", "--revoke")).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^the token is new, but the one before it is still accepted: AWS cannot be asked \(InternalServiceError.*; then revoke again, which ends it in any case$/,
      ),
    });
    server.setMode("up");
    const store = createSecretsManagerStore({
      client: server.client,
      toSecretId: () => secretId,
      timeoutMs: 5_000,
    });
    expect((await store.read("desktop-app"))?.previous?.token.reveal()).toBe("leaked");
    const { output } = await run("desktop-app", "--aws", "--revoke");
    expect(await store.read("desktop-app")).toMatchObject({ previous: undefined });
    expect(await run("desktop-app", "--aws")).toEqual({ status: 0, output });
  });
});
