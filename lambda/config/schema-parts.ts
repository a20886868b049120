import { z } from "zod";
import { isTrustedUrl } from "./trusted-url.ts";
import { DURATION, parseDuration, parseRate, parseSize, RATE, SIZE } from "./units.ts";

/** Messages of schemas complete the sentence "expected …", and the found value follows them. */
const expected = (what: string) => ({ error: what });

const ID_PATTERN = /^[a-z0-9-]{1,64}$/;

export const idSchema = z
  .string()
  .regex(ID_PATTERN, expected("lower-case letters, digits and dashes, at most 64"))
  .describe(
    "Lower-case letters, digits and dashes, at most 64. Unique over clients and issuers; the user name of Basic authentication.",
  );

export const urlSchema = z
  .string()
  .refine(
    isTrustedUrl,
    expected("an https URL (http only on loopback) without credentials, query and fragment"),
  );

const A_DURATION = expected("a duration such as 90s, 15m, 24h or 30d");

/** Returns seconds. */
export const durationSchema = z
  .string(A_DURATION)
  .regex(DURATION, A_DURATION)
  .meta({ examples: ["90s", "15m", "24h", "30d"] })
  .transform((text) => parseDuration(text) ?? Number.NaN);

const A_RATE = expected("a rate such as 20/s or 600/m");

/** Returns requests a second. */
export const rateSchema = z
  .string(A_RATE)
  .regex(RATE, A_RATE)
  .meta({ examples: ["20/s", "600/m"] })
  .transform((text) => parseRate(text) ?? Number.NaN);

export const A_WHOLE_NUMBER = "a whole number";

export const wholeNumber = (minimum: number, maximum: number) =>
  z
    .number(expected(A_WHOLE_NUMBER))
    .int(expected(A_WHOLE_NUMBER))
    .min(minimum, expected(`at least ${minimum}`))
    .max(maximum, expected(`at most ${maximum}`));

const A_SIZE = expected("a size such as 512KiB or 4MiB, or a number of bytes");

/** Returns bytes. */
export const sizeSchema = (maximum: number) => {
  const atLeast = expected("at least 1 byte");
  const atMost = expected(`at most ${maximum} bytes`);
  const bytes = z.number().int(A_SIZE).min(1, atLeast).max(maximum, atMost);
  return z
    .union(
      [
        bytes,
        z
          .string()
          .regex(SIZE, A_SIZE)
          .meta({ examples: ["512KiB", "4MiB"] }),
      ],
      A_SIZE,
    )
    .transform((size) => (typeof size === "number" ? size : (parseSize(size) ?? Number.NaN)))
    .refine((size) => size >= 1, atLeast)
    .refine((size) => size <= maximum, atMost);
};
