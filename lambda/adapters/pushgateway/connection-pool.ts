import { isWithin } from "../../model/clock.ts";
import { isIdleTooLong } from "../kept-connections.ts";
import { type ExchangeOutcome, HttpConnection, type Peer } from "./http-connection.ts";

/** How long a kept connection may stay silent, unless the last answer of the peer was slow. */
const SILENCE_MS = 1_000;

/**
 * Further requests wait for one of these connections. A function has one request at a time, but a local system may get
 * thousands, and each connection is a file descriptor here and at the server.
 */
export const MAX_CONNECTIONS = 100;

interface WaitingRequest {
  readonly request: Uint8Array;
  readonly sinceMs: number;
  readonly timeoutMs: number;
  readonly settle: (outcome: ExchangeOutcome) => void;
}

/** The connections to one server. Each is kept for the next request. After a failure the next request gets a new one. */
export class ConnectionPool {
  readonly #peer: Peer;
  /** Idle connections. The one that became idle last is used first. */
  #idle: HttpConnection[] = [];
  #busy = 0;
  readonly #waiting: WaitingRequest[] = [];
  #lastAnswerMs = 0;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** Sends a request once. `timeoutMs` includes the wait for a connection, and connecting. */
  exchange(request: Uint8Array, timeoutMs: number, settle: (outcome: ExchangeOutcome) => void): void {
    if (this.#busy < MAX_CONNECTIONS) {
      this.#start(request, timeoutMs, settle);
    } else {
      this.#waiting.push({ request, sinceMs: Date.now(), timeoutMs, settle });
    }
  }

  #start(request: Uint8Array, timeoutMs: number, settle: (outcome: ExchangeOutcome) => void): void {
    this.#busy++;
    const startMs = Date.now();
    this.#closeOld(startMs);
    const kept = this.#takeIdle();
    const connection = kept ?? new HttpConnection(this.#peer);
    const finish = (outcome: ExchangeOutcome): void => {
      this.#busy--;
      if (typeof outcome === "number") {
        this.#lastAnswerMs = Date.now() - startMs;
      } else {
        this.#closeIdle();
      }
      if (connection.isUsable) {
        this.#idle.push(connection);
      }
      settle(outcome);
      this.#startWaiting();
    };
    if (kept === undefined) {
      connection.exchange(request, timeoutMs, "timed-out", finish);
    } else {
      kept.exchange(request, this.#silenceMs(timeoutMs), "kept-connection-silent", finish);
    }
  }

  /** A connection has become free. Requests whose time is over, or is not known, are not sent. */
  #startWaiting(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { request, sinceMs, timeoutMs, settle } = next;
      const nowMs = Date.now();
      if (isWithin(sinceMs, nowMs, timeoutMs)) {
        this.#start(request, sinceMs + timeoutMs - nowMs, settle);
        return;
      }
      settle("not-connected");
    }
  }

  #takeIdle(): HttpConnection | undefined {
    let connection = this.#idle.pop();
    while (connection !== undefined && !connection.isUsable) {
      connection = this.#idle.pop();
    }
    return connection;
  }

  /** A timer cannot do this, because a function can be frozen between two requests. */
  #closeOld(nowMs: number): void {
    const isOld = ({ idleSinceMs = nowMs }: HttpConnection): boolean => isIdleTooLong(idleSinceMs, nowMs);
    while (this.#idle.length > 0 && isOld(this.#idle[0]!)) {
      this.#idle.shift()!.close();
    }
  }

  #closeIdle(): void {
    for (const connection of this.#idle.splice(0)) {
      connection.close();
    }
  }

  /**
   * How long a request on a kept connection waits for its answer before a new connection is tried. A slow peer is also slow on
   * a new connection, and sending everything twice would make it slower.
   */
  #silenceMs(timeoutMs: number): number {
    return Math.min(Math.max(SILENCE_MS, 3 * this.#lastAnswerMs), timeoutMs / 2);
  }
}
