import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { HttpAnswer } from "./http-answer.ts";

/** A server and how to reach it. */
export interface Peer {
  readonly isTls: boolean;
  readonly hostname: string;
  readonly port: number;
}

/** A status, or the reason why there is none. */
export type ExchangeOutcome = number | ExchangeOutage;

export type ExchangeOutage =
  /** Nothing was sent. */
  | "not-connected"
  /** The connection ended before the answer was complete, or the answer is malformed. */
  | "broken"
  /** A kept connection gave no answer. At least half of the time is left. */
  | "kept-connection-silent"
  | "timed-out";

/** Connecting inside a VPC takes about a millisecond. After half a second there is no server. */
const CONNECT_TIMEOUT_MS = 500;

/** One connection to a server, for one exchange at a time. */
export class HttpConnection {
  /** Whether another exchange may follow. */
  isUsable = true;
  /** Undefined until the first exchange is over. */
  idleSinceMs: number | undefined;
  readonly #socket: Socket;
  #isConnected = false;
  #answer = new HttpAnswer();
  #settle: ((outcome: ExchangeOutcome) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(peer: Peer) {
    const connectTimer = setTimeout(() => this.#fail("not-connected"), CONNECT_TIMEOUT_MS);
    this.#socket = open(peer)
      .once("connect", () => {
        this.#isConnected = true;
        clearTimeout(connectTimer);
      })
      .on("data", (bytes) => this.#read(bytes))
      // The event "close" follows.
      .on("error", () => {})
      .once("close", () => {
        clearTimeout(connectTimer);
        this.#fail(this.#isConnected ? "broken" : "not-connected");
      });
  }

  /** Sends a request and settles once. After `timeoutMs` it settles with `whenSilent`. */
  exchange(
    request: Uint8Array,
    timeoutMs: number,
    whenSilent: ExchangeOutage,
    settle: (outcome: ExchangeOutcome) => void,
  ): void {
    this.#answer = new HttpAnswer();
    this.#settle = settle;
    this.#timer = setTimeout(() => this.#fail(whenSilent), timeoutMs);
    this.#socket.ref();
    this.#socket.write(request);
  }

  close(): void {
    this.isUsable = false;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const state = this.#settle === undefined ? "malformed" : this.#answer.read(bytes);
    if (state === "complete") {
      this.#complete();
    } else if (state === "malformed") {
      this.#fail("broken");
    }
  }

  #complete(): void {
    // A server may answer before it has the whole request. It then reads no other request.
    if (this.#answer.isConnectionKept && this.#socket.writableLength === 0) {
      this.idleSinceMs = Date.now();
      this.#socket.unref();
    } else {
      this.close();
    }
    this.#finish(this.#answer.status);
  }

  #fail(outage: ExchangeOutage): void {
    this.close();
    this.#finish(outage);
  }

  #finish(outcome: ExchangeOutcome): void {
    clearTimeout(this.#timer);
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(outcome);
  }
}

const open = ({ isTls, hostname, port }: Peer): Socket =>
  isTls
    ? connectTls({ host: hostname, port, servername: isIP(hostname) === 0 ? hostname : "" })
    : connect({ host: hostname, port, noDelay: true });
