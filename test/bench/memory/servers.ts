import { createServer, type Server } from "node:http";
import { listenOnLoopback } from "../../support/loopback.ts";

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
  const { url } = await listenOnLoopback(server);
  try {
    return await use(url);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};
