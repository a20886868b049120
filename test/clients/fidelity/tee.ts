import { createServer, type IncomingMessage } from "node:http";
import { listenOnLoopback } from "../../support/loopback.ts";

export interface Tee {
  readonly url: string;
  close(): void;
}

/** Sends every push to two places, byte for byte, and returns the answer of the second. */
export const startTee = async (firstUrl: string, secondUrl: string): Promise<Tee> => {
  const server = createServer((request, response) => {
    void forward(request, [firstUrl, secondUrl]).then(({ status, body }) => {
      response.writeHead(status).end(body);
    });
  });
  const { url } = await listenOnLoopback(server);
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

interface Answer {
  readonly status: number;
  readonly body: string;
}

const forward = async (request: IncomingMessage, urls: readonly string[]): Promise<Answer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const { "content-type": type = "", authorization = "" } = request.headers;
  let answer: Answer = { status: 502, body: "" };
  for (const url of urls) {
    const response = await fetch(`${url}${request.url}`, {
      method: request.method ?? "PUT",
      headers: { "content-type": type, authorization },
      body: Buffer.concat(chunks),
    });
    answer = { status: response.status, body: await response.text() };
    if (!response.ok) {
      return answer;
    }
  }
  return answer;
};
