import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { AnsweredRequest } from "./gateway-observer.ts";
import { LINGER_TIMEOUT_MS } from "./linger.ts";

/** One request and its one answer. */
export class Exchange {
  readonly requestId = randomUUID();
  readonly #startedAtMs = performance.now();
  readonly request: IncomingMessage;
  readonly #response: ServerResponse;
  #isAnswered = false;
  /** Set while the client waits for `100 Continue` before it sends its body. */
  #isContinueOwed: boolean;

  constructor(request: IncomingMessage, response: ServerResponse, expectation: "continue" | "none") {
    this.request = request;
    this.#response = response;
    this.#isContinueOwed = expectation === "continue";
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Whether the whole answer has been passed to the operating system. */
  get isDone(): boolean {
    return this.#response.writableFinished;
  }

  whenDone(listener: () => void): void {
    this.#response.once("finish", listener);
  }

  /** The answer was sent, or the connection has ended while it was this exchange's turn. */
  whenOver(listener: () => void): void {
    this.#response.once("close", listener);
  }

  /** Asks for the body if the client waits for that. */
  askForBody(): void {
    if (this.#isContinueOwed) {
      this.#response.writeContinue();
    }
    this.#isContinueOwed = false;
  }

  /**
   * Sends the answer unless one was sent before. Returns whether it was sent. A client that is still sending its
   * request can read the answer at once; the exchange ends when the request ends.
   */
  answer({ statusCode, headerLines, body }: Answer): boolean {
    if (this.#isAnswered) {
      return false;
    }
    this.#isAnswered = true;
    if (this.#isContinueOwed) {
      // The client may or may not send the body, so the next request could not be distinguished from it.
      this.closeAfterwards();
    }
    this.#response.writeHead(statusCode, [
      ...headerLines,
      "x-amzn-RequestId",
      this.requestId,
      "Content-Length",
      String(Buffer.byteLength(body)),
    ]);
    if (this.request.complete) {
      this.#response.end(body);
    } else {
      this.#response.write(body);
      this.#endAfterRequest();
    }
    return true;
  }

  /**
   * Node.js closes a connection after its last answer. If data still arrives, the operating system resets the
   * connection, and the client may lose the answer. So the rest of the request is read first.
   */
  #endAfterRequest(): void {
    const timer = setTimeout(() => this.request.destroy(), LINGER_TIMEOUT_MS);
    this.request.once("close", () => {
      clearTimeout(timer);
      this.#response.end();
    });
    this.request.resume();
  }

  /** For the operator. */
  describe(answer: Answer, principalId: string | undefined): AnsweredRequest {
    const { method = "", url: path = "" } = this.request;
    const tookMs = performance.now() - this.#startedAtMs;
    return { requestId: this.requestId, method, path, principalId, answer, tookMs };
  }

  /** The connection ends with this answer. */
  closeAfterwards(): void {
    this.#response.shouldKeepAlive = false;
  }
}
