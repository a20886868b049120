import type { HttpPorts } from "./ports.ts";

/** One request and its whole answer. */
export const fetchOnce: HttpPorts["send"] = async ({ method, url, headers, body }, timeoutMs) => {
  const response = await fetch(url, {
    method,
    headers,
    body: body === undefined ? null : new Uint8Array(body),
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    body: await response.text(),
  };
};
