import type { Socket } from "node:net";
import type { Exchange } from "./exchange.ts";

interface Unfinished {
  readonly exchange: Exchange;
  start: () => void;
}

/** Far more than a client sends at once. Without a limit, one that does not wait for answers would fill the memory. */
const MAX_UNFINISHED = 100;

/**
 * The unfinished exchanges of each connection, oldest first. Those of one connection run one after the other: only
 * requests with safe methods may be processed at the same time (RFC 9112, section 9.3.2). So a client that sends many
 * requests at once does not delay others.
 */
export class Connections {
  readonly #unfinished = new Map<Socket, Unfinished[]>();
  #isDraining = false;
  #reportIdle: (() => void) | undefined;

  /**
   * Starts the exchange when those before it are finished. If the connection ends before, it is never started. A connection
   * with too many is ended at once.
   */
  add(exchange: Exchange, start: () => void): void {
    const { socket } = exchange.request;
    const before = this.#unfinished.get(socket);
    if (before?.length === MAX_UNFINISHED) {
      socket.destroy();
      return;
    }
    exchange.whenOver(() => this.#startNext(socket));
    if (this.#isDraining) {
      exchange.closeAfterwards();
    }
    if (before === undefined) {
      this.#unfinished.set(socket, [{ exchange, start }]);
      start();
    } else {
      before.push({ exchange, start });
    }
  }

  /** The last request of the connection, unless it is finished. */
  latest(socket: Socket): Exchange | undefined {
    return this.#unfinished.get(socket)?.at(-1)?.exchange;
  }

  /** Starts this in place of the connection's last exchange, at once if that was started. */
  replaceLatest(socket: Socket, start: () => void): void {
    const unfinished = this.#unfinished.get(socket) ?? [];
    if (unfinished.length === 1) {
      start();
    } else {
      unfinished.at(-1)!.start = start;
    }
  }

  /** The connection has ended. */
  forget(socket: Socket): void {
    this.#unfinished.delete(socket);
    if (this.#unfinished.size === 0) {
      this.#reportIdle?.();
    }
  }

  /** From now on each connection ends with the answer to its last request. */
  drain(): void {
    this.#isDraining = true;
    for (const unfinished of this.#unfinished.values()) {
      unfinished.at(-1)!.exchange.closeAfterwards();
    }
  }

  /** Resolves when all exchanges are finished. */
  untilIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#reportIdle = resolve;
      if (this.#unfinished.size === 0) {
        resolve();
      }
    });
  }

  #startNext(socket: Socket): void {
    const unfinished = this.#unfinished.get(socket);
    unfinished?.shift();
    const next = unfinished?.[0];
    if (next === undefined) {
      this.forget(socket);
    } else {
      next.start();
    }
  }
}
