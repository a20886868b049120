import type { HttpAnswer, HttpPorts, HttpRequest } from "../../action/ports.ts";
import { isRecord } from "../../lambda/model/is-record.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";

export interface SmokeRequest extends Omit<HttpRequest, "url"> {
  /** Below the base URL. */
  readonly path: string;
}

export interface SmokeAnswer extends HttpAnswer {
  /** Undefined if the body is not a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** The reason why there is no answer. */
export interface NoAnswer {
  /**
   * `unreachable`: no connection, or a silent one, so that further requests would fail, too. `broken`: it ended too
   * early.
   */
  readonly kind: "unreachable" | "broken";
  readonly detail: string;
}

export type SendSmoke = (smoke: SmokeRequest) => Promise<Result<SmokeAnswer, NoAnswer>>;

const TIMEOUT_MS = 30_000;

export const createSmokeSender =
  (base: URL, send: HttpPorts["send"]): SendSmoke =>
  async ({ path, ...request }) => {
    try {
      const answer = await send({ ...request, url: base.href.replace(/\/$/, "") + path }, TIMEOUT_MS);
      return ok({ ...answer, json: parseObject(answer.body) });
    } catch (error) {
      // A connection that Node tries at several addresses fails with several errors and no message.
      const { message, code = "" } = error as NodeJS.ErrnoException;
      const kind = /^(ECONNRESET|EPIPE|HPE_)/.test(code) ? "broken" : "unreachable";
      return err({ kind, detail: message === "" ? code : message.trim() });
    }
  };

/** What an answer says: the problem with its fix, or the beginning of another body. */
export const describeAnswer = ({ json, body }: SmokeAnswer): string => {
  const { code, detail } = json ?? {};
  return typeof code === "string" && typeof detail === "string" ? `${code}: ${detail}` : body.slice(0, 200);
};

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
