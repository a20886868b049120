import { type Fields, isRecord } from "../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import type { CollectPorts } from "../ports.ts";

const TIMEOUT_MS = 10_000;

/** The JSON object in an API's answer. The error is for the middle of a sentence. */
export const askApi = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  { send }: CollectPorts,
): Promise<Result<Fields, string>> => {
  try {
    const { status, body } = await send({ method: "GET", url, headers }, TIMEOUT_MS);
    if (status !== 200) {
      return err(/rate limit/i.test(body) ? `answered ${status}, too many requests` : `answered ${status}`);
    }
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? ok(value) : err("answered something that is not a JSON object");
  } catch (error) {
    return err(
      error instanceof SyntaxError
        ? "answered something that is not JSON"
        : `gave no answer (${(error as Error).message})`,
    );
  }
};
