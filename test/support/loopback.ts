import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** Lets a server listen on a free port that only this machine can reach. */
export const listenOnLoopback = async (
  server: Server,
): Promise<{ readonly port: number; readonly url: string }> => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
};
