import type { Socket } from "node:net";
import {
  type BrokenRequest,
  classifyParseError,
  type ParseError,
  toBrokenAnswer,
  writeRawAnswer,
} from "./broken-requests.ts";
import type { Exchange } from "./exchange.ts";
import type { AnsweredRequest, GatewayObserver } from "./gateway-observer.ts";
import { closeAfterClient } from "./linger.ts";

/**
 * Answers and reports a request that node:http cannot read. `latest` is the connection's last request, whose body may be
 * the broken part.
 */
export const answerBroken = (
  error: ParseError,
  socket: Socket,
  latest: Exchange | undefined,
  observer: GatewayObserver,
): void => {
  if (error.code === "ECONNRESET") {
    socket.destroy();
  } else if (!socket.writable) {
    // The connection is already being ended, and this is more of the broken data.
  } else if (latest === undefined || latest.isDone) {
    answerUnread(socket, classifyParseError(error), observer);
  } else if (latest.request.complete) {
    latest.whenDone(() => answerBroken(error, socket, undefined, observer));
  } else {
    const answer = toBrokenAnswer(classifyParseError(error), latest.requestId);
    latest.closeAfterwards();
    if (latest.answer(answer)) {
      observer.answered(latest.describe(answer, undefined));
    }
    closeAfterClient(socket);
  }
};

/** A request line that could not be read. */
const UNREAD = { method: "", path: "" };

/** Answers and reports a request that has no response object from node:http. */
export const answerUnread = (
  socket: Socket,
  kind: BrokenRequest,
  observer: GatewayObserver,
  line: Pick<AnsweredRequest, "method" | "path"> = UNREAD,
): void => {
  const requestId = crypto.randomUUID();
  const answer = writeRawAnswer(socket, kind, requestId);
  // Browsers open connections in advance and may never use them.
  if (socket.bytesRead > 0) {
    observer.answered({ ...line, requestId, principalId: undefined, answer, tookMs: 0 });
  }
};
