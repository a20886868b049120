import type { SourcePosition } from "../../model/exposition.ts";
import {
  MAX_FAMILIES,
  MAX_JSON_KEYS,
  MAX_JSON_VALUES,
  MAX_LABELS,
  MAX_PARTS,
  MAX_RAW_ISSUES,
  MAX_SHAPE_NAMES,
  TOO_MANY,
  type TooMany,
} from "../part-limit.ts";
import { toPosition } from "./json-source.ts";

/** A key and the family or metric it is in. */
export interface FoundKey {
  readonly key: string;
  readonly at: SourcePosition;
}

/**
 * Finds what must be known before the text is parsed, in one pass and without recursion: repeated keys (a
 * parser keeps only the last one); keys that change a prototype; too deep nesting; and too many parts. For text that is not
 * JSON the results mean nothing. The parser then refuses it.
 */
export class JsonScan {
  readonly repeated: FoundKey[] = [];
  readonly forbidden: FoundKey[] = [];
  isTooDeep = false;
  tooMany: TooMany | undefined;
  /** The keys of the outermost object, with their indices. The family of a key has the same index. */
  topKeys: ReadonlyMap<string, number> = new Map();
  readonly #text: string;
  readonly #frames: Frame[] = [];
  readonly #paths: KeyPaths = new Map();
  #values = 0;
  #pathKeys = 0;
  #labelKeys = 0;
  #objects = 0;

  constructor(text: string) {
    this.#text = text;
    let at = 0;
    while (at < text.length && !this.isTooDeep && this.tooMany === undefined) {
      at = this.#step(at);
    }
  }

  /** Processes the token at `at`. Returns the offset after it. */
  #step(at: number): number {
    const frame = this.#frames.at(-1);
    switch (this.#text.charCodeAt(at)) {
      case QUOTE:
        return this.#string(at, frame);
      case OPEN_BRACE:
        this.#limit(++this.#objects, MAX_PARTS, TOO_MANY.jsonObjects);
        this.#enter(new Map());
        break;
      case OPEN_BRACKET:
        this.#enter(undefined);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#frames.pop();
        break;
      case COMMA:
        if (frame !== undefined) {
          this.#next(frame);
        }
    }
    return at + 1;
  }

  #enter(keys: Map<string, number> | undefined): void {
    if (this.#frames.length === 0 && keys !== undefined) {
      this.topKeys = keys;
    }
    this.#frames.push({ keys, key: "", isKeyNext: true, index: 0, path: this.#paths });
    this.isTooDeep = this.#frames.length > MAX_DEPTH;
  }

  #next(frame: Frame): void {
    frame.index++;
    frame.isKeyNext = true;
    if (++this.#values > MAX_JSON_VALUES) {
      this.tooMany = TOO_MANY.jsonValues;
    } else if (this.#frames.length === 1) {
      this.#limit(frame.index + 1, MAX_FAMILIES, TOO_MANY.families);
    } else if (this.#frames.at(-2)!.key === "labels") {
      this.#limit(frame.index + 1, MAX_LABELS, TOO_MANY.labels);
    }
  }

  #limit(count: number, most: number, tooMany: TooMany): void {
    if (count > most) {
      this.tooMany = tooMany;
    }
  }

  #string(start: number, frame: Frame | undefined): number {
    const end = endOfString(this.#text, start);
    if (frame?.keys !== undefined && frame.isKeyNext) {
      frame.isKeyNext = false;
      this.#key(unescapeKey(this.#text.slice(start, end)), frame, frame.keys);
    }
    return end;
  }

  #key(key: string, frame: Frame, keys: Map<string, number>): void {
    frame.key = key;
    if (keys.has(key)) {
      this.#repeat(key);
    } else {
      keys.set(key, keys.size);
      if (this.#frames.length > 1) {
        this.#follow(frame, key);
      }
    }
    if (key === "__proto__" || (key === "prototype" && this.#frames.at(-2)?.key === "constructor")) {
      this.forbidden.push({ key, at: this.#position() });
    }
  }

  #repeat(key: string): void {
    this.repeated.push({ key, at: this.#position() });
    this.#limit(this.repeated.length, MAX_RAW_ISSUES, TOO_MANY.rawIssues);
  }

  /**
   * Counts a key that no object had at the same place, after the same keys. V8 needs memory for each such list of keys.
   */
  #follow(frame: Frame, key: string): void {
    let next = frame.path.get(key);
    if (next === undefined) {
      next = new Map();
      frame.path.set(key, next);
      if (this.#frames.at(-2)!.key === "labels") {
        this.#limit(++this.#labelKeys, MAX_SHAPE_NAMES, TOO_MANY.shapeNames);
      } else {
        this.#limit(++this.#pathKeys, MAX_JSON_KEYS, TOO_MANY.jsonKeys);
      }
    }
    frame.path = next;
  }

  /** The position of the family or metric to which the current key belongs. */
  #position(): SourcePosition {
    const [top, family, metrics] = this.#frames;
    const familyIndex = top!.keys === undefined ? top!.index : top!.keys.get(top!.key)!;
    const isMetric = family?.key === "metrics" && metrics !== undefined && metrics.keys === undefined;
    return isMetric ? toPosition(familyIndex, metrics.index) : toPosition(familyIndex);
  }
}

/** An object or a list that is not closed yet. */
interface Frame {
  /** Of an object: its keys so far, with their indices. Undefined for a list. */
  readonly keys: Map<string, number> | undefined;
  /** Of an object: its last key. */
  key: string;
  /** Of an object: whether the next string is a key. */
  isKeyNext: boolean;
  /** The index of the current entry. */
  index: number;
  /** Of an object: the keys that objects have had after its keys so far. */
  path: KeyPaths;
}

/** The first keys of objects. Each leads to the keys that have followed it, and so on. */
interface KeyPaths extends Map<string, KeyPaths> {}

/** A valid payload needs fewer levels. A recursive parser would fail on very deep nesting. */
const MAX_DEPTH = 16;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The offset after the closing quote. If there is none, an offset after the end of the text. */
const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at + 1;
};

/** The key without its quotes and escapes. If it is not valid JSON, it is returned unchanged. */
const unescapeKey = (quoted: string): string => {
  if (!quoted.includes("\\")) {
    return quoted.slice(1, -1);
  }
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
};
