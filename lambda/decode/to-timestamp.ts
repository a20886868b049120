import type { Timestamp } from "../model/exposition.ts";

/**
 * A time in seconds as it is written, with its value. Digits are taken as they are, since a float rounds them: milliseconds would
 * come out one too low. NaN and infinities stay what they are, for `validate` to refuse.
 */
export const toTimestamp = (written: string, value: number): Timestamp => {
  const decimal = DECIMAL.exec(written) ?? DECIMAL.exec(String(value));
  if (decimal === null) {
    return Math.abs(value) < 1
      ? toForward(value < 0, 0, Math.abs(value) * NANOS)
      : { seconds: value, nanos: 0 };
  }
  const [, sign, whole, fraction] = decimal;
  return toForward(sign === "-", Number(whole), Number(fraction!.slice(0, DIGITS).padEnd(DIGITS, "0")));
};

/** Nanoseconds count forward, before 1970, too. */
const toForward = (isNegative: boolean, seconds: number, nanos: number): Timestamp => {
  const whole = Math.round(nanos);
  if (!isNegative || whole === 0) {
    return { seconds: isNegative && seconds > 0 ? -seconds : seconds, nanos: whole };
  }
  return { seconds: -seconds - 1, nanos: NANOS - whole };
};

const DECIMAL = /^([+-]?)(\d+)\.(\d*)$/;
const DIGITS = 9;
const NANOS = 1e9;
