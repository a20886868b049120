import { checkPayload } from "../../../lambda/check-payload.ts";
import { detectFormat } from "../../../lambda/decode/detect-format.ts";
import { type FormatId, findFormat } from "../../../lambda/decode/formats.ts";
import type { ParseJson } from "../../../lambda/model/format.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { Issue } from "../../../lambda/model/issue.ts";
import { count } from "../../../lambda/model/printable.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import type { Validation } from "../../api.ts";

/** The proxy's result for a payload. */
export interface PayloadJudgement {
  readonly format: FormatId;
  readonly isValid: boolean;
  /** A sentence; for a valid payload it tells what the payload contains. */
  readonly detail: string;
  /** Errors of an invalid payload, or warnings of a valid one: the first 20. */
  readonly issues: readonly Issue[];
  readonly total: number;
}

export interface JudgedPayload {
  readonly body: Uint8Array;
  /** Undefined: it is detected. */
  readonly format: FormatId | undefined;
  readonly key: GroupingKey;
}

/** Checks a payload with the proxy's own decoders and rules, inside the page: nothing is sent. */
export const judge = (
  { body, format, key }: JudgedPayload,
  { rules, scrapeJob }: Validation,
): PayloadJudgement => {
  const validate = createValidator({ validation: { rules }, scrapeJob, now: Date.now });
  const id = format ?? detectFormat(body);
  const checked = checkPayload({ body, format: findFormat(id)!, key }, parseJson, validate);
  if (!checked.ok) {
    const { detail, issues, total } = checked.error;
    return { format: id, isValid: false, detail, issues, total };
  }
  const { series, families, warnings } = checked.value;
  return {
    format: id,
    isValid: true,
    detail: `${series} series in ${count(families.length, "family", "families")}`,
    issues: warnings,
    total: warnings.length,
  };
};

/** The decoder itself refuses keys that reach a prototype before it parses. */
const parseJson: ParseJson = (text) => {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const { message } = error as Error;
    const place = /position (\d+)/.exec(message)?.[1];
    return err({ at: place === undefined ? undefined : Number(place), detail: message });
  }
};
