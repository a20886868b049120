import type { Timestamp } from "../model/exposition.ts";

/**
 * The timestamp of a time in seconds, given as text and as number. The nanoseconds come from the digits of the text,
 * because the number is rounded, which can make milliseconds one too low. Further digits are cut, since Prometheus keeps
 * only milliseconds. NaN and infinities become the seconds, which `validate` refuses.
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

/**
 * In a timestamp before 1970, too, `nanos` are added to `seconds`, so a negative time with a fraction is rounded down.
 */
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
