import type { Socket } from "node:net";

/** How long the rest of a request that is answered already is read and thrown away. */
export const LINGER_TIMEOUT_MS = 10_000;

/**
 * Ends a connection so that the client can read what it was answered: closed while the client still sends, it would be reset.
 * What arrives is thrown away until the client ends the connection, too.
 */
export const closeAfterClient = (socket: Socket): void => {
  const timer = setTimeout(() => socket.destroy(), LINGER_TIMEOUT_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.end();
  socket.resume();
};
