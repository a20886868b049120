import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { isProcessId } from "../../infra/local/process-identity.ts";
import { PUSHGATEWAY_PORT } from "../../infra/local/pushgateway-port.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { LocalStarts, type StartedSystem } from "../support/npm-start.ts";
import { findFreePort, findPushgateway } from "../support/real-components.ts";

const TIMEOUT_MS = 90_000;
/** The aim is 10 s. If no restart were noticed, the next regular run would come after 14.5 s. */
const BACK_WITHIN_MS = 14_000;
const GROUPS = 40;

const CONFIG = `
clients:
  - id: desktop-app
    grants: [{ methods: [PUT, DELETE], job: desktop-app, grouping: { instance: "*" }, metrics: ["*"] }]
`;

describeWithReal("what npm start has answered", { pushgateway: findPushgateway() }, () => {
  let starts: LocalStarts;
  let port: number;
  /** By instance: the value of the last answered push. */
  let answered: Map<string, number>;
  let statuses: Map<number, number>;
  let holder: Server;

  beforeEach(async () => {
    // Otherwise a system of another test could take the default port while the Pushgateway is restarted.
    holder = await hold(PUSHGATEWAY_PORT);
    starts = new LocalStarts();
    writeFileSync(join(starts.folder, "proxy.yaml"), CONFIG);
    port = await findFreePort();
    answered = new Map();
    statuses = new Map();
  });

  afterEach(async () => {
    await starts.close();
    holder.close();
  });

  const path = process.env["PATH"] ?? "";
  const start = () => starts.startJson(["--port", String(port)], path);

  const pushgatewayPid = (): number => {
    const text = readFileSync(join(starts.folder, `pushgateway-${port}.data.users`), "utf8");
    return (JSON.parse(text) as { readonly writer: { readonly pid: number } }).writer.pid;
  };

  /** Resolves when it has ended: until then it may answer. */
  const kill = async (pid: number): Promise<void> => {
    process.kill(pid, "SIGKILL");
    while (isProcessId(pid)) {
      await sleep(5);
    }
  };

  const send = async (
    { url, clients: [client] }: StartedSystem,
    method: "PUT" | "DELETE",
    instance: string,
    value?: number,
  ): Promise<void> => {
    const response = await fetch(`${url}/metrics/job/desktop-app/instance/${instance}`, {
      method,
      headers: { Authorization: toBasicAuth("desktop-app", client!.token) },
      ...(value !== undefined && { body: `x ${value}\n` }),
    });
    await response.arrayBuffer();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (value === undefined) {
      answered.delete(instance);
    } else {
      answered.set(instance, value);
    }
  };

  const pushAll = async (system: StartedSystem, value: number): Promise<void> => {
    for (let index = 0; index < GROUPS; index++) {
      await send(system, "PUT", `i${index}`, value);
    }
  };

  const readShown = async (url: string): Promise<ReadonlyMap<string, number>> => {
    try {
      const page = await (await fetch(`${url}/metrics`)).text();
      return new Map(
        [...page.matchAll(/^x\{instance="(\w+)",job="desktop-app"\} (\S+)$/gm)].map(
          ([, instance, value]) => [instance!, Number(value)] as const,
        ),
      );
    } catch {
      return new Map();
    }
  };

  /** The time until the Pushgateway shows exactly what was answered. */
  const untilShown = async (url: string): Promise<number> => {
    const startMs = Date.now();
    for (;;) {
      const shown = await readShown(url);
      const isSame =
        shown.size === answered.size &&
        [...answered].every(([instance, value]) => shown.get(instance) === value);
      if (isSame) {
        return Date.now() - startMs;
      }
      if (Date.now() - startMs > 2 * BACK_WITHIN_MS) {
        expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(answered));
      }
      await sleep(50);
    }
  };

  it(
    "recovers soon after the Pushgateway was killed, and stores pushes meanwhile",
    async () => {
      const { system } = await start();
      for (let round = 1; round <= 3; round++) {
        await pushAll(system, round);
        await send(system, "DELETE", `i${round}`);
        await kill(pushgatewayPid());
        await send(system, "PUT", "late", round);
        expect(await untilShown(system.pushgateway.url)).toBeLessThan(BACK_WITHIN_MS);
      }
      expect([...statuses.keys()].filter((status) => status >= 300)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "recovers soon after npm start and its Pushgateway were killed and started again",
    async () => {
      const first = await start();
      await pushAll(first.system, 1);
      await send(first.system, "DELETE", "i0");
      const pid = pushgatewayPid();
      first.child.kill("SIGKILL");
      process.kill(pid, "SIGKILL");
      await once(first.child, "exit");
      const second = await start();
      expect(await untilShown(second.system.pushgateway.url)).toBeLessThan(BACK_WITHIN_MS);
      await send(second.system, "PUT", "i5", 2);
      expect(await untilShown(second.system.pushgateway.url)).toBeLessThan(BACK_WITHIN_MS);
      expect([...statuses.keys()].filter((status) => status >= 300)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

/** Listens on the port, unless somebody else does. */
const hold = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(server)).listen(port, "127.0.0.1", () => resolve(server));
  });
