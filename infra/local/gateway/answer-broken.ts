import type { Socket } from "node:net";
import {
  type BrokenRequest,
  classifyParseError,
  type ParseError,
  toBrokenAnswer,
  writeRawAnswer,
} from "./broken-requests.ts";
import type { Connections } from "./connections.ts";
import type { AnsweredRequest, GatewayObserver } from "./gateway-observer.ts";
import { closeAfterClient } from "./linger.ts";

/**
 * Answers and reports a request that node:http cannot read, after those before it. The broken part may be the body of the
 * connection's last request.
 */
export const answerBroken = (
  error: ParseError,
  socket: Socket,
  connections: Connections,
  observer: GatewayObserver,
): void => {
  const latest = connections.latest(socket);
  if (error.code === "ECONNRESET") {
    socket.destroy();
  } else if (!socket.writable) {
    // The connection is already being ended, and this is more of the broken data.
  } else if (latest === undefined || latest.isDone) {
    answerUnread(socket, classifyParseError(error), observer);
  } else if (latest.request.complete) {
    latest.whenDone(() => answerUnread(socket, classifyParseError(error), observer));
  } else {
    connections.replaceLatest(socket, () => {
      const answer = toBrokenAnswer(classifyParseError(error), latest.requestId);
      latest.closeAfterwards();
      if (latest.answer(answer)) {
        observer.answered(latest.describe(answer, undefined));
      }
      closeAfterClient(socket);
    });
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
