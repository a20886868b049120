import { DOT, MINUS, NINE, PLUS, ZERO } from "./bytes.ts";
import type { TextPayload } from "./payload.ts";

/**
 * Parses a number of the text formats. As in every Prometheus parser, these are the numbers of Go's
 * `strconv.ParseFloat` without `p` and `_`, and so without hexadecimal ones. Undefined for any other text, and for a
 * number that is too large for a 64-bit float.
 */
export const parseNumber = (payload: TextPayload, start: number, end: number): number | undefined =>
  parseDecimal(payload, start, end) ?? parseNumberText(payload.slice(start, end));

/** The largest mantissa that is below 2^53, and so exact, with one more digit. */
const LAST_EXTENSIBLE_MANTISSA = 900_719_925_474_098;

/** The powers of ten that are exact as 64-bit floats. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The fast path of {@link parseNumber}. A mantissa below 2^53 is multiplied or divided by an exact power of ten. This
 * rounds only once, so the result is the nearest float (Clinger 1990). Longer decimal numbers are left to `Number`.
 * Undefined if the text has another form, or is too large. Text of another form can still be a number.
 */
export const parseDecimal = (payload: TextPayload, start: number, end: number): number | undefined => {
  const { bytes } = payload;
  let at = start;
  const first = bytes[at]!;
  if (first === MINUS || first === PLUS) {
    at++;
  }
  let mantissa = 0;
  let isLong = false;
  let digits = 0;
  let pointAt = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      isLong ||= mantissa > LAST_EXTENSIBLE_MANTISSA;
      mantissa = mantissa * 10 + (byte - ZERO);
      digits++;
    } else if (byte === DOT && pointAt < 0) {
      pointAt = digits;
    } else {
      break;
    }
  }
  if (digits === 0) {
    return undefined;
  }
  const written = parseShortExponent(bytes, at, end);
  if (isLong) {
    return Number.isNaN(written) ? undefined : parseFiniteNumber(payload.slice(start, end));
  }
  const magnitude = scale(mantissa, written - (pointAt < 0 ? 0 : digits - pointAt));
  return first === MINUS && magnitude !== undefined ? -magnitude : magnitude;
};

/** Precondition: the text is a decimal number. Undefined if it is too large. */
const parseFiniteNumber = (text: string): number | undefined => {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

const scale = (mantissa: number, exponent: number): number | undefined => {
  if (exponent === 0) {
    return mantissa;
  }
  if (exponent < 0) {
    return exponent >= -22 ? mantissa / POWERS_OF_TEN[-exponent]! : undefined;
  }
  return exponent <= 22 ? mantissa * POWERS_OF_TEN[exponent]! : undefined;
};

/** The exponent from `start` to `end`, 0 if there is none. NaN if it has another form or more than three digits. */
const parseShortExponent = (bytes: Uint8Array, start: number, end: number): number => {
  if (start === end) {
    return 0;
  }
  const sign = bytes[start + 1];
  const first = start + (sign === MINUS || sign === PLUS ? 2 : 1);
  if ((bytes[start]! | 0x20) !== 0x65 || first >= end || end - first > 3) {
    return Number.NaN;
  }
  let exponent = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) {
      return Number.NaN;
    }
    exponent = exponent * 10 + digit;
  }
  return sign === MINUS ? -exponent : exponent;
};

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NOT_A_NUMBER = /^nan$/i;

/** The same as {@link parseNumber} for a string. */
export const parseNumberText = (text: string): number | undefined => {
  // Compared first, because every histogram has it.
  if (text === "+Inf") {
    return Number.POSITIVE_INFINITY;
  }
  if (DECIMAL.test(text)) {
    return parseFiniteNumber(text);
  }
  const infinite = INFINITE.exec(text);
  if (infinite !== null) {
    return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return NOT_A_NUMBER.test(text) ? Number.NaN : undefined;
};
