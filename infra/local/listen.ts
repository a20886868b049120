import { type AddressInfo, createServer, isIPv6, type Server } from "node:net";

/** The address of the API. */
export interface ListenAddress {
  /** An IP address. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export const LOOPBACK = "127.0.0.1";

/** Whether only this machine can connect. */
export const isLoopback = (host: string): boolean => host.startsWith("127.") || host === "::1";

/** Listens, and returns the server's URL on this machine. Rejects with a message for the terminal. */
export const listen = (server: Server, { host, port }: ListenAddress): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListenError(error, host, port)));
    server.listen(port, host, () => {
      const reached = host === "0.0.0.0" ? LOOPBACK : host === "::" ? "::1" : host;
      const name = isIPv6(reached) ? `[${reached}]` : reached;
      resolve(`http://${name}:${(server.address() as AddressInfo).port}`);
    });
  });

/** Checks the port first, so that no Pushgateway is started and stopped for a system that cannot listen. */
export const probePort = async (address: ListenAddress): Promise<void> => {
  const server = createServer();
  await listen(server, address);
  await new Promise((resolve) => server.close(resolve));
};

const explainListenError = (error: NodeJS.ErrnoException, host: string, port: number): Error => {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`port ${port} is in use; choose another: npm start -- --port N (0 picks a free one)`);
    case "EACCES":
      return new Error(`port ${port} may not be used by this account; choose another: npm start -- --port N`);
    case "EADDRNOTAVAIL":
      return new Error(
        `${host} is not an address of this machine; give one of its addresses, or leave --host out for ${LOOPBACK}`,
      );
    default:
      return error;
  }
};
