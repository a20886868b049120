import { Agent, type AgentOptions } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { Duplex } from "node:stream";

/** A connection that was idle for longer is not used again, because its peer may be gone without a sign. */
const MAX_IDLE_MS = 10_000;

/** How long a kept connection may stay silent, unless the last answer of the peer was slow. */
const SILENCE_MS = 1_000;

/** Connections that are kept for the next request, of one peer. */
export interface KeptConnections {
  readonly agent: Agent;
  /**
   * Closes those that have been idle for too long. A timer cannot do this, because a function can be frozen between two
   * requests.
   */
  closeIdle(): void;
  /** Closes all that no request uses. */
  closeAll(): void;
  /** Remembers how long the peer took to answer. */
  noteAnswer(tookMs: number): void;
  /** How long a request on a kept connection waits for its answer before a new connection is tried. */
  silenceMs(timeoutMs: number): number;
}

/** @param protocol as a URL has it: `https:`, else plain HTTP */
export const createKeptConnections = (protocol: string): KeptConnections => {
  const idleSince = new WeakMap<Duplex, number>();
  const agent = createAgent(protocol, { keepAlive: true });
  const keepSocketAlive = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    idleSince.set(socket, Date.now());
    // The declaration of @types/node gives nothing; node:http gives whether the socket can be kept.
    return keepSocketAlive(socket);
  };
  let lastAnswerMs = 0;
  const isTooOld = (socket: Duplex): boolean => Date.now() - (idleSince.get(socket) ?? 0) > MAX_IDLE_MS;
  return {
    agent,
    closeIdle: () => {
      for (const name in agent.freeSockets) {
        for (const socket of agent.freeSockets[name] ?? []) {
          // They are in the order in which they became idle.
          if (!isTooOld(socket)) {
            break;
          }
          socket.destroy();
        }
      }
    },
    closeAll: () => {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) {
          socket.destroy();
        }
      }
    },
    noteAnswer: (tookMs) => {
      lastAnswerMs = tookMs;
    },
    // A slow peer is also slow on a new connection, and sending everything twice would make it slower.
    silenceMs: (timeoutMs) => Math.min(Math.max(SILENCE_MS, 3 * lastAnswerMs), timeoutMs / 2),
  };
};

const createAgent = (protocol: string, options: AgentOptions): Agent =>
  protocol === "https:" ? new TlsAgent(options) : new Agent(options);
