import { createServer } from "node:http";
import { listenOnLoopback } from "../loopback.ts";

/** A Pushgateway's answer to a scrape. */
export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface Pages {
  readonly text: Page;
  readonly protobuf: Page;
}

export interface PageServer {
  /** host:port. The pages of case n are at `/n`. */
  readonly host: string;
  close(): void;
}

/** Serves a Pushgateway's answers, so that one Prometheus can scrape many states of it at once. */
export const servePages = async (cases: readonly Pages[]): Promise<PageServer> => {
  const server = createServer(({ url = "", headers }, response) => {
    const pages = cases[Number(url.slice(1))];
    const page = headers.accept?.startsWith("application/vnd.google.protobuf")
      ? pages?.protobuf
      : pages?.text;
    response
      .writeHead(page?.status ?? 404, { "Content-Type": page?.contentType ?? "text/plain" })
      .end(page?.body);
  });
  const { port } = await listenOnLoopback(server);
  return {
    host: `127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
