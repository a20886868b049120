import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostFront {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Hands requests on under another Host, by which the emulator tells APIs apart and which not every client lets one set.
 * Path, header names and body stay as they were sent.
 */
export const startHostFront = async (targetPort: number, host: string): Promise<HostFront> => {
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, targetPort, host));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
    // Without an agent: the emulator closes connections that are kept, also while a request is on its way.
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
