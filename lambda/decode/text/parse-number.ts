import { DOT, MINUS, NINE, PLUS, ZERO } from "./bytes.ts";
import type { TextPayload } from "./payload.ts";

/**
 * Reads a number of the text formats: Go's `strconv.ParseFloat` without `p` and `_`, which is what every Prometheus parser
 * takes (so no hexadecimal). Undefined for anything else, and for what is too large for a 64-bit float.
 */
export const parseNumber = (payload: TextPayload, start: number, end: number): number | undefined =>
  parseShortDecimal(payload.bytes, start, end) ?? parseNumberText(payload.slice(start, end));

/** Up to here one more digit keeps a mantissa below 2^53, where it is exact. */
const LAST_EXTENSIBLE_MANTISSA = 900_719_925_474_098;

/** The powers of ten that are exact as 64-bit floats. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The fast path: a mantissa below 2^53 times or divided by an exact power of ten is rounded once, so it is exact to the bit
 * (Clinger 1990). Undefined when the text is not of that kind, which says nothing about its being a number.
 */
const parseShortDecimal = (bytes: Uint8Array, start: number, end: number): number | undefined => {
  let at = start;
  const first = bytes[at]!;
  if (first === MINUS || first === PLUS) {
    at++;
  }
  let mantissa = 0;
  let digits = 0;
  let pointAt = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      if (mantissa > LAST_EXTENSIBLE_MANTISSA) {
        return undefined;
      }
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
  const exponent = parseShortExponent(bytes, at, end) - (pointAt < 0 ? 0 : digits - pointAt);
  const magnitude = scale(mantissa, exponent);
  return first === MINUS && magnitude !== undefined ? -magnitude : magnitude;
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

/** NaN when there is something that is not a short exponent. */
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

/** Like {@link parseNumber}, of a text. */
export const parseNumberText = (text: string): number | undefined => {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const infinite = INFINITE.exec(text);
  if (infinite !== null) {
    return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return NOT_A_NUMBER.test(text) ? Number.NaN : undefined;
};
