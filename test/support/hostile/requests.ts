import type { Attack, Target } from "./target.ts";

export interface RequestParts {
  readonly method?: string;
  /** The client whose credential is sent; null for none. @default "app" */
  readonly as?: string | null;
  /** Replaces the Authorization header. */
  readonly authorization?: string | ((target: Target) => string);
  /** Whole lines without their ends. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
}

/** A valid payload of one series that `app` and `wide` may push. */
export const VALID = "app_x 1\n";

/** A well-formed request over HTTP/1.1, except for the changes of a case. Text is sent as latin1, byte for byte. */
export const request =
  (target: string, parts: RequestParts = {}): Attack =>
  (system) => {
    const body = parts.body ?? VALID;
    const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : Buffer.from(body);
    const authorization = toAuthorization(parts, system);
    const lines = [
      `${parts.method ?? "PUT"} ${target} HTTP/1.1`,
      "Host: proxy.test",
      ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
      ...(parts.headers ?? []),
      `Content-Length: ${bytes.length}`,
    ];
    return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
  };

const toAuthorization = ({ as = "app", authorization }: RequestParts, system: Target): string | undefined => {
  if (typeof authorization === "function") {
    return authorization(system);
  }
  if (authorization !== undefined) {
    return authorization;
  }
  return as === null ? undefined : system.basic(as);
};

/** A push to a group that `wide` may touch, with a body that must be refused. */
export const body = (payload: string | Uint8Array, ...headers: readonly string[]): Attack =>
  request("/metrics/job/j", { as: "wide", body: payload, headers });
