import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import {
  findPushgateway,
  type LocalPushgateway,
  type PushgatewaySettings,
} from "../../infra/local/find-pushgateway.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { until } from "../support/npm-start.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";

const storeFolder = mkdtempSync(join(tmpdir(), "store-"));
afterAll(() => rmSync(storeFolder, { recursive: true }));

const closers: (() => Promise<unknown>)[] = [];

const listen = async (server: Server): Promise<string> => {
  const { url } = await listenOnLoopback(server);
  closers.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return url;
};

const startPushgatewayStub = (isUnchecked: boolean): Promise<string> => {
  const flags = { "push.disable-consistency-check": String(isUnchecked) };
  return listen(createServer((_request, response) => response.end(JSON.stringify({ data: { flags } }))));
};

const find = async (settings: Partial<PushgatewaySettings>) => {
  const warnings: string[] = [];
  const found = await findPushgateway({
    givenUrl: undefined,
    groups: createMemoryStore().groups,
    storeFile: join(storeFolder, "store.db"),
    port: 0,
    dataFile: undefined,
    searchPath: "",
    whileSilent: "pushes wait",
    warn: (text) => warnings.push(text),
    ...settings,
  });
  closers.push(() => found.close());
  return { found, warnings };
};

/** A folder with a program of this shell script. */
const installPushgateway = (script: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "pushgateway-"));
  closers.push(async () => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "pushgateway"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
};

/** Answers every request at the address of its flag, and ends at /end. */
const SERVER = `
  const flag = process.argv.find((text) => text.startsWith("--web.listen-address="));
  const [host, port] = flag.split("=")[1].split(":");
  const status = JSON.stringify({ data: { flags: { "persistence.file": "" } } });
  require("node:http").createServer(({ url }, response) => {
    response.end(status, () => url === "/end" && process.exit(3));
  }).listen(port, host);`;

/** Sets or removes GOGC of this process. Returns what restores it. */
const setGogc = (value: string | undefined): (() => Promise<void>) => {
  const before = process.env["GOGC"];
  const set = (text: string | undefined): void => {
    if (text === undefined) {
      delete process.env["GOGC"];
    } else {
      process.env["GOGC"] = text;
    }
  };
  set(value);
  return async () => set(before);
};

/** A port that was free a moment ago. */
const closeAndTakePort = async ({ url, close }: LocalPushgateway): Promise<number> => {
  await close();
  return Number(new URL(url).port);
};

describe("finding a Pushgateway", () => {
  afterEach(async () => {
    for (const close of closers.splice(0)) {
      await close();
    }
  });

  it("uses a given one silently if it does not check pushes", async () => {
    const { found, warnings } = await find({ givenUrl: await startPushgatewayStub(true) });
    expect(found).toMatchObject({ kind: "given" });
    expect(warnings).toEqual([]);
  });

  it("warns that a given one that checks pushes is slow", async () => {
    const { found, warnings } = await find({ givenUrl: await startPushgatewayStub(false) });
    expect(found).toMatchObject({ kind: "given" });
    expect(warnings).toEqual([expect.stringContaining("--push.disable-consistency-check")]);
  });

  it("warns about one that does not answer, without its credential", async () => {
    const { found, warnings } = await find({ givenUrl: "http://me:secret@127.0.0.1:1/base" });
    expect(found).toMatchObject({ kind: "given" });
    expect(warnings).toEqual([
      "the Pushgateway at http://127.0.0.1:1/base does not answer: start it, or check its URL; pushes wait",
    ]);
  });

  it("warns about a wrong path with what came back and what to do", async () => {
    const url = await listen(createServer((_request, response) => response.writeHead(404).end()));
    const { found, warnings } = await find({ givenUrl: `${url}/nothing` });
    expect(found).toMatchObject({ kind: "given" });
    expect(warnings).toEqual([
      `the Pushgateway at ${url}/nothing answers 404 to GET /nothing/api/v1/status, but not as a Pushgateway does: check the host, the port and the path of its URL; the path is that of its --web.external-url or --web.route-prefix; pushes wait`,
    ]);
  });

  it("serves the page from the store if there is none on the PATH", async () => {
    const { found, warnings } = await find({});
    expect(found).toMatchObject({ kind: "embedded", relayUrl: undefined });
    expect(warnings).toEqual([]);
    expect(await (await fetch(`${found.url}/metrics`)).text()).toContain("\npushgateway_proxy_groups 0\n");
  });

  it("serves that page, too, if the configuration has no Pushgateway", async () => {
    const { found } = await find({ givenUrl: "none", searchPath: process.env["PATH"] ?? "" });
    expect(found).toMatchObject({ kind: "embedded", relayUrl: undefined });
  });

  it("listens on the given port, or reports another one if that port is taken", async () => {
    const { port } = new URL(await listen(createServer()));
    const { found, warnings } = await find({ port: Number(port) });
    expect(warnings).toEqual([
      `port ${port} is in use, so the page is at ${found.url}/metrics: point Prometheus to this address`,
    ]);
    const again = await find({ port: await closeAndTakePort(found) });
    expect(again).toMatchObject({ found: { url: found.url }, warnings: [] });
  });

  it("reports which executable does not start", async () => {
    const folder = installPushgateway("echo broken >&2; exit 1");
    await expect(find({ searchPath: folder })).rejects.toThrow(`${folder}/pushgateway does not start`);
  });

  it("starts one while the clock of the machine is being set", async () => {
    const { now } = Date;
    let asked = 0;
    Date.now = () => now() + 3_600_000 * asked++;
    closers.push(async () => {
      Date.now = now;
    });
    const { found } = await find({
      searchPath: installPushgateway(`exec "${process.execPath}" -e '${SERVER}' -- "$@"`),
    });
    expect(found).toMatchObject({ kind: "found" });
  });

  it("notices that another program has taken its port while it is started again, and when that is gone", async () => {
    const { found, warnings } = await find({
      searchPath: installPushgateway(`exec "${process.execPath}" -e '${SERVER}' -- "$@" 2>/dev/null`),
    });
    expect(found.isOwn()).toBe(true);
    await (await fetch(`${found.url}/end`)).text();
    await until(() => !found.isOwn());
    const { port } = new URL(found.url);
    const flags = { "persistence.file": "/another.data" };
    const other = createServer((_, response) => response.end(JSON.stringify({ data: { flags } })));
    await once(other.listen(Number(port), "127.0.0.1"), "listening");
    const told = `another program has taken port ${port} of the Pushgateway, and gets nothing from here: end that program, or end npm start and start it again`;
    await until(() => warnings.includes(told));
    expect(found.isOwn()).toBe(false);
    other.close();
    other.closeAllConnections();
    await until(found.isOwn);
    expect(found.isOwn()).toBe(true);
  }, 30_000);

  it.each([
    ["half as often as by default", undefined, "200"],
    ["as often as the environment says", "50", "50"],
  ])("lets its garbage collector run %s", async (_name, own, expected) => {
    closers.push(setGogc(own));
    const warnings: string[] = [];
    const searchPath = installPushgateway('echo "GOGC=$GOGC" >&2; exit 1');
    await expect(find({ searchPath, warn: (text) => warnings.push(text) })).rejects.toThrow();
    expect(warnings).toContain(`pushgateway: GOGC=${expected}`);
  });
});
