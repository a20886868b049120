import { Agent, type AgentOptions } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { isWithin } from "../model/clock.ts";

const MAX_IDLE_MS = 10_000;

/**
 * Whether a connection has been idle for too long to be used again: its peer may be gone without a sign. After the clock
 * was set back this is not known, and the answer is yes.
 */
export const isIdleTooLong = (sinceMs: number, nowMs: number): boolean =>
  !isWithin(sinceMs, nowMs, MAX_IDLE_MS);

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
  const isTooOld = (socket: Duplex): boolean => isIdleTooLong(idleSince.get(socket) ?? 0, Date.now());
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
