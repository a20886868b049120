import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { listenOnLoopback } from "../loopback.ts";

/** What the connection to the Pushgateway does with its traffic. */
export type WireMode =
  | { readonly kind: "pass" }
  /** Everything arrives, after this time. */
  | { readonly kind: "delay"; readonly ms: number }
  /** The connection is reset, and the request is not passed on. */
  | { readonly kind: "reset" }
  /** The request is passed on, and half of its answer comes back. */
  | { readonly kind: "half-answers" }
  /** Each request is answered with this status, and not passed on. */
  | { readonly kind: "answer"; readonly status: number }
  /** Connections are accepted, and then stay silent. */
  | { readonly kind: "black-hole" }
  /** Requests arrive after this time, even if their sender no longer waits. Then the answer is dropped. */
  | { readonly kind: "late"; readonly ms: number };

/** The connection from the proxy to the Pushgateway on loopback, which can be disturbed. */
export class Wire {
  mode: WireMode = { kind: "pass" };
  /** Where the Pushgateway listens now. */
  targetPort: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #late = 0;

  private constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#take(client));
  }

  static async open(targetPort: number): Promise<Wire> {
    const wire = new Wire(targetPort);
    await listenOnLoopback(wire.#server);
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until everything late has arrived. */
  async waitForLateRequests(): Promise<void> {
    while (this.#late > 0) {
      await sleep(20);
    }
    await sleep(100);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, "close");
  }

  #take(client: Socket): void {
    this.#keep(client);
    if (this.mode.kind === "black-hole") {
      return void client.resume();
    }
    const target = this.#keep(connect(this.targetPort, "127.0.0.1"));
    // The Pushgateway is down. The other side must see that, too.
    target.on("error", () => client.resetAndDestroy());
    target.on("end", () => client.end());
    client.on("data", (chunk: Buffer) => void this.#toTarget(chunk, client, target));
    target.on("data", (chunk: Buffer) => void this.#toClient(chunk, client));
    client.on("end", () => this.#late === 0 && target.end());
    client.on("close", () => this.#late === 0 && target.destroy());
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    return socket;
  }

  async #toTarget(chunk: Buffer, client: Socket, target: Socket): Promise<void> {
    const { mode } = this;
    switch (mode.kind) {
      case "reset":
        client.resetAndDestroy();
        return;
      case "black-hole":
        return;
      case "answer":
        client.end(`HTTP/1.1 ${mode.status} Whatever\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      case "delay":
        await sleep(mode.ms);
        break;
      case "late":
        this.#late++;
        await sleep(mode.ms);
        this.#late--;
        break;
      case "pass":
      case "half-answers":
    }
    if (target.writable) {
      target.write(chunk);
    }
  }

  async #toClient(chunk: Buffer, client: Socket): Promise<void> {
    const { mode } = this;
    switch (mode.kind) {
      case "half-answers":
        client.write(chunk.subarray(0, chunk.length / 2), () => client.resetAndDestroy());
        return;
      case "black-hole":
      case "late":
        return;
      case "delay":
        await sleep(mode.ms);
        break;
      case "pass":
      case "reset":
      case "answer":
    }
    if (client.writable) {
      client.write(chunk);
    }
  }
}
