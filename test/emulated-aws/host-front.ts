import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../support/loopback.ts";

export interface HostFront {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Passes requests on with another Host, since the emulator distinguishes APIs by it. Not every client can set that
 * header.
 */
export const startHostFront = async (targetPort: number, host: string): Promise<HostFront> => {
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, targetPort, host));
  const { url } = await listenOnLoopback(server);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const forward = (incoming: IncomingMessage, outgoing: ServerResponse, port: number, host: string): void => {
  const headers = incoming.rawHeaders.map((text, index, all) =>
    index % 2 === 1 && all[index - 1]?.toLowerCase() === "host" ? host : text,
  );
  const onward = request(
    // Without an agent, since the emulator closes kept connections, even with a request in flight.
    {
      host: "127.0.0.1",
      port,
      method: incoming.method,
      path: incoming.url,
      headers,
      setHost: false,
      agent: false,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  onward.once("error", () => {
    if (outgoing.headersSent) {
      outgoing.destroy();
    } else {
      outgoing.writeHead(502).end("the emulator closed the connection");
    }
  });
  incoming.pipe(onward);
};
