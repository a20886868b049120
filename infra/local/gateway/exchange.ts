import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";

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

  /** Since its head was read. */
  get tookMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Whether the answer has been handed to the operating system whole. */
  get isDone(): boolean {
    return this.#response.writableFinished;
  }

  whenDone(listener: () => void): void {
    this.#response.once("finish", listener);
  }

  /** Asks for the body where the client waits to be asked. */
  askForBody(): void {
    if (this.#isContinueOwed) {
      this.#response.writeContinue();
    }
    this.#isContinueOwed = false;
  }

  /** Sends the answer unless one was sent. Whether it was this one. */
  answer({ statusCode, headerLines, body }: Answer): boolean {
    if (this.#isAnswered) {
      return false;
    }
    this.#isAnswered = true;
    this.#response.writeHead(statusCode, [
      ...headerLines,
      "x-amzn-RequestId",
      this.requestId,
      "Content-Length",
      String(Buffer.byteLength(body)),
    ]);
    this.#response.end(body);
    return true;
  }

  /** The connection ends with this answer. */
  closeAfterwards(): void {
    this.#response.shouldKeepAlive = false;
  }
}
