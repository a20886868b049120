import type { HttpAnswer, HttpPorts, HttpRequest } from "../../action/ports.ts";
import { type Fields, readJson, toRecord } from "../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";

export interface SmokeRequest extends Omit<HttpRequest, "url"> {
  /** Below the base URL. */
  readonly path: string;
}

export interface SmokeAnswer extends HttpAnswer {
  /** The fields of the body; none if it is not a JSON object. */
  readonly json: Fields;
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
      return ok({ ...answer, json: toRecord(readJson(answer.body)) });
    } catch (error) {
      // A connection that Node tries at several addresses fails with several errors and no message.
      const { message, code = "" } = error as NodeJS.ErrnoException;
      const kind = /^(ECONNRESET|EPIPE|HPE_)/.test(code) ? "broken" : "unreachable";
      return err({ kind, detail: message === "" ? code : message.trim() });
    }
  };

/** What an answer says: the problem with its fix, or the beginning of another body. */
export const describeAnswer = ({ json, body }: SmokeAnswer): string => {
  const { code, detail } = json;
  return typeof code === "string" && typeof detail === "string" ? `${code}: ${detail}` : body.slice(0, 200);
};
