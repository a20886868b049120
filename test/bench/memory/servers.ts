import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Accepts every push and keeps nothing. */
export const createEmptyPushgateway = (): Server =>
  createServer((request, response) => {
    request.resume().once("end", () => {
      response
        .writeHead(request.method === "GET" ? 200 : 202)
        .end(request.method === "GET" ? '{"status":"success","data":[]}' : "");
    });
  });

/** Listens on loopback while it is used. */
export const withServer = async <Value>(
  server: Server,
  use: (url: string) => Promise<Value>,
): Promise<Value> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};
