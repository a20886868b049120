import { createServer } from "node:http";
import { listenOnLoopback } from "../loopback.ts";

/** Accepts everything without checks, and records all changes. */
export interface RecordingPushgateway {
  readonly url: string;
  /** `PUT /metrics/…` and the like, in order of arrival. Reads are left out. */
  readonly changes: readonly string[];
  /** The client's ports of the connections over which they came. */
  readonly ports: ReadonlySet<number | undefined>;
  close(): Promise<void>;
}

const STATUS = { status: "success", data: { flags: { "push.disable-consistency-check": "true" } } };
const NO_GROUPS = { status: "success", data: [] };

export const startRecordingPushgateway = async (): Promise<RecordingPushgateway> => {
  const changes: string[] = [];
  const ports = new Set<number | undefined>();
  const server = createServer((request, response) => {
    request.resume();
    if (request.method !== "GET") {
      changes.push(`${request.method} ${request.url}`);
      ports.add(request.socket.remotePort);
    }
    const document = request.url === "/api/v1/status" ? STATUS : NO_GROUPS;
    response
      .writeHead(request.method === "GET" ? 200 : 202)
      .end(request.method === "GET" ? JSON.stringify(document) : "");
  });
  const { url } = await listenOnLoopback(server);
  return {
    url,
    changes,
    ports,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
