import type { Socket } from "node:net";

/** How long the rest of an already answered request is read and discarded. */
export const LINGER_TIMEOUT_MS = 10_000;

/**
 * Ends a connection so that the client can read its answer. If it were closed while the client still sends, it would be
 * reset. Data is discarded until the client also ends the connection.
 */
export const closeAfterClient = (socket: Socket): void => {
  const timer = setTimeout(() => socket.destroy(), LINGER_TIMEOUT_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.end();
  socket.resume();
};
