import { Agent, type IncomingMessage, request } from "node:http";

export interface PlainAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends one request after another over one connection, in a third of the time that `fetch` takes for it. */
export const createKeepAliveClient = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (
    method: string,
    path: string,
    body: string | Uint8Array,
    contentType: string,
  ): Promise<PlainAnswer> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body) };
      const sent = request(`${url}${path}`, { agent, method, headers }, (response) =>
        readAnswer(response).then(resolve, reject),
      );
      sent.once("error", reject).end(body);
    });
  return {
    put: (path: string, body: string | Uint8Array, contentType: string) =>
      send("PUT", path, body, contentType),
    get: (path: string) => send("GET", path, "", "text/plain"),
    close: () => agent.destroy(),
  };
};

export type KeepAliveClient = ReturnType<typeof createKeepAliveClient>;

const readAnswer = async (response: IncomingMessage): Promise<PlainAnswer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
};
