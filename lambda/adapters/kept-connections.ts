import { Agent, type AgentOptions } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { Duplex } from "node:stream";

/** A connection that was idle for longer is not used again, because its peer may be gone without a sign. */
export const MAX_IDLE_MS = 10_000;

/** Connections of node:http to one peer that are kept for the next request. */
export interface KeptConnections {
  readonly agent: Agent;
  /**
   * Closes those that have been idle for too long. A timer cannot do this, because a function can be frozen between two
   * requests.
   */
  closeIdle(): void;
}

/** @param protocol in the form of a URL: `https:`, else plain HTTP */
export const createKeptConnections = (protocol: string): KeptConnections => {
  const idleSince = new WeakMap<Duplex, number>();
  const agent = createAgent(protocol, { keepAlive: true });
  const keepSocketAlive = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    idleSince.set(socket, Date.now());
    // @types/node declares no result, but node:http returns whether the socket can be kept.
    return keepSocketAlive(socket);
  };
  const isTooOld = (socket: Duplex): boolean => Date.now() - (idleSince.get(socket) ?? 0) > MAX_IDLE_MS;
  return {
    agent,
    closeIdle: () => {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of (sockets ?? []).filter(isTooOld)) {
          socket.destroy();
        }
      }
    },
  };
};

const createAgent = (protocol: string, options: AgentOptions): Agent =>
  protocol === "https:" ? new TlsAgent(options) : new Agent(options);
