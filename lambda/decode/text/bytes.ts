/** Bytes with a meaning in the text formats. */
const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** The letters of HELP and TYPE. */
export const LETTER = { E: 0x45, H: 0x48, L: 0x4c, P: 0x50, T: 0x54, Y: 0x59 } as const;

const NAME_START = 1;
const NAME_DIGIT = 2;
const COLON = 4;

const CLASSES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[a-zA-Z_]/.test(character)) {
    return NAME_START;
  }
  return /[0-9]/.test(character) ? NAME_DIGIT : character === ":" ? COLON : 0;
});

export const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;

/** The offset of the first byte at or after `start` that is not a blank. */
export const skipBlanks = (bytes: Uint8Array, start: number): number => {
  let at = start;
  while (isBlank(bytes[at]!)) {
    at++;
  }
  return at;
};

export const isMetricNameStart = (byte: number): boolean => (CLASSES[byte]! & (NAME_START | COLON)) !== 0;

export const isMetricNameByte = (byte: number): boolean => CLASSES[byte] !== 0;

export const isLabelNameStart = (byte: number): boolean => CLASSES[byte] === NAME_START;

export const isLabelNameByte = (byte: number): boolean => (CLASSES[byte]! & (NAME_START | NAME_DIGIT)) !== 0;
