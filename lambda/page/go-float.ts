/** No number takes more bytes than this. */
export const MAX_NUMBER_BYTES = 32;

/**
 * Writes a value as the Pushgateway writes it in the text format, and returns the place after it: the shortest digits
 * that parse to the same number, with an exponent of at least two digits below 1e-04 and from 1e+06 on (Go,
 * `strconv.FormatFloat(x, 'g', -1, 64)`), and 0 for a negative zero (prometheus/common, expfmt/text_create.go).
 */
export const writeGoFloat = (bytes: Uint8Array, at: number, value: number): number => {
  if (value > 0) {
    return value === Number.POSITIVE_INFINITY
      ? writeAscii(bytes, at, "+Inf")
      : writePositive(bytes, at, value);
  }
  if (value === 0) {
    bytes[at] = ZERO;
    return at + 1;
  }
  if (value < 0) {
    if (value === Number.NEGATIVE_INFINITY) {
      return writeAscii(bytes, at, "-Inf");
    }
    bytes[at] = MINUS;
    return writePositive(bytes, at + 1, -value);
  }
  return writeAscii(bytes, at, "NaN");
};

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** Go writes an exponent for numbers from `LARGE`, and below `SMALL`. */
const LARGE = 1e6;
const SMALL = 1e-4;

const writePositive = (bytes: Uint8Array, at: number, value: number): number => {
  if (value < LARGE) {
    // `value | 0` is exact, because the value is below 2^31.
    if (value === (value | 0)) {
      return writeDigits(bytes, at, value, countDigits(value));
    }
    return value < SMALL ? writeExponent(bytes, at, value) : writePlain(bytes, at, value);
  }
  return value < MAX_SCALED ? writeLarge(bytes, at, value) : writeExponent(bytes, at, value);
};

/**
 * A number below 1e6 with nine decimals has at most 15 digits. If these digits parse to the same number, they are the
 * shortest ones, because different decimals of at most 15 digits are different floats.
 */
const writePlain = (bytes: Uint8Array, at: number, value: number): number => {
  const scaled = Math.round(value * 1e9);
  if (scaled / 1e9 !== value) {
    return writeAscii(bytes, at, String(value));
  }
  const whole = Math.floor(scaled / 1e9);
  const point = writeDigits(bytes, at, whole, countDigits(whole));
  bytes[point] = POINT;
  writeDigits(bytes, point + 1, scaled - whole * 1e9, 9);
  return dropZeros(bytes, point + 10);
};

/** For whole numbers, and for times in seconds with milliseconds. */
const writeLarge = (bytes: Uint8Array, at: number, value: number): number => {
  const scaled = Math.round(value * 1e3);
  if (scaled / 1e3 !== value) {
    return writeExponent(bytes, at, value);
  }
  // Written one place further right, so that the point fits after the first digit.
  const high = Math.floor(scaled / 1e8);
  const highDigits = countDigits(high);
  const digits = highDigits + 8;
  writeDigits(bytes, at + 1, high, highDigits);
  writeDigits(bytes, at + 1 + highDigits, scaled - high * 1e8, 8);
  bytes[at] = bytes[at + 1]!;
  bytes[at + 1] = POINT;
  let end = dropZeros(bytes, at + 1 + digits);
  if (bytes[end - 1] === POINT) {
    end--;
  }
  const exponent = digits - 4;
  bytes[end] = 0x65;
  bytes[end + 1] = 0x2b;
  bytes[end + 2] = ZERO + ((exponent / 10) | 0);
  bytes[end + 3] = ZERO + (exponent % 10);
  return end + 4;
};

/** A number below this has at most 15 digits if it is multiplied by a thousand. */
const MAX_SCALED = 1e12;

/** JavaScript finds the same digits, but writes the exponent without a leading zero. */
const writeExponent = (bytes: Uint8Array, at: number, value: number): number => {
  const text = value.toExponential();
  const exponentAt = text.indexOf("e") + 2;
  return exponentAt === text.length - 1
    ? writeAscii(bytes, at, `${text.slice(0, exponentAt)}0${text.slice(exponentAt)}`)
    : writeAscii(bytes, at, text);
};

const countDigits = (value: number): number => {
  let digits = 1;
  for (let least = 10; value >= least; least *= 10) {
    digits++;
  }
  return digits;
};

/** Writes a whole number below 2^31, with leading zeros. Returns the place after it. */
const writeDigits = (bytes: Uint8Array, at: number, value: number, digits: number): number => {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + (rest - next * 10);
    rest = next;
  }
  return at + digits;
};

const dropZeros = (bytes: Uint8Array, end: number): number => {
  let last = end;
  while (bytes[last - 1] === ZERO) {
    last--;
  }
  return last;
};

export const writeAscii = (bytes: Uint8Array, at: number, text: string): number => {
  for (let i = 0; i < text.length; i++) {
    bytes[at + i] = text.charCodeAt(i);
  }
  return at + text.length;
};
