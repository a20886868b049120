import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { ProtocolVersion } from "../../../lambda/config/proxy-config.ts";
import { listenOnLoopback } from "../loopback.ts";
import { decodeMessage, type Message } from "./decode-message.ts";

export interface ReceivedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly protocol: ProtocolVersion;
  readonly message: Message;
}

/** Answers a request. The first one has the number 1. */
export type AnswerRequest = (response: ServerResponse, nth: number, request: ReceivedRequest) => void;

export interface ReceiverServer {
  readonly url: URL;
  readonly requests: readonly ReceivedRequest[];
  /** From now on. */
  answer: AnswerRequest;
  stop(): void;
}

/** The answer of a receiver of both versions after it has stored a request. */
export const stored: AnswerRequest = (response, _, { message: { series } }) => {
  const count = (of: "samples" | "histograms" | "exemplars") =>
    String(series.reduce((sum, one) => sum + one[of].length, 0));
  response
    .writeHead(204, {
      "X-Prometheus-Remote-Write-Samples-Written": count("samples"),
      "X-Prometheus-Remote-Write-Histograms-Written": count("histograms"),
      "X-Prometheus-Remote-Write-Exemplars-Written": count("exemplars"),
    })
    .end();
};

/** A receiver over HTTP that records its requests. It answers an unreadable body with 500. */
export const startReceiverServer = async (): Promise<ReceiverServer> => {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    try {
      const body = Buffer.concat(await incoming.toArray());
      const { headers, method = "" } = incoming;
      const protocol = headers["x-prometheus-remote-write-version"] === "2.0.0" ? "2.0" : "1.0";
      const request = { method, headers, body, protocol, message: decodeMessage(body, protocol) } as const;
      requests.push(request);
      receiver.answer(response, requests.length, request);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const { url } = await listenOnLoopback(server);
  const receiver: ReceiverServer = {
    url: new URL(`${url}/api/v1/write`),
    requests,
    answer: stored,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
};
