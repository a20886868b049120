import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** The default port of a Pushgateway, which examples/prometheus/prometheus.yml uses. */
export const PUSHGATEWAY_PORT = 9091;

/**
 * The preferred port on loopback, or a free one if it is in use; 0 means any. Another process can take the port before
 * it is used.
 */
export const choosePort = async (preferred: number): Promise<number> =>
  (await probe(preferred)) ?? (await probe(0)) ?? 0;

const probe = async (port: number): Promise<number | undefined> => {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return undefined;
  }
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return free;
};
