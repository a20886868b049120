/** Numbers that look random and are the same for the same seed (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

type Mutation = (bytes: Buffer, random: SeededRandom, tokens: readonly Buffer[]) => Buffer;

/** A payload with one to four changes: of bytes, of ranges, and of tokens that mean something in its format. */
export const mutate: Mutation = (bytes, random, tokens) => {
  let mutated = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) {
    mutated = random.pick(MUTATIONS)(mutated, random, tokens);
  }
  return mutated;
};

const splice = (bytes: Buffer, start: number, removed: number, added: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, start), added, bytes.subarray(start + removed)]);

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return splice(bytes, at, 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8))));
};

const replaceByte: Mutation = (bytes, random) =>
  splice(bytes, random.below(bytes.length), 1, random.bytes(1));

const insertBytes: Mutation = (bytes, random) =>
  splice(bytes, random.below(bytes.length + 1), 0, random.bytes(1 + random.below(4)));

const insertToken: Mutation = (bytes, random, tokens) =>
  splice(bytes, random.below(bytes.length + 1), 0, random.pick(tokens));

const replaceByToken: Mutation = (bytes, random, tokens) =>
  splice(bytes, random.below(bytes.length), 1 + random.below(8), random.pick(tokens));

const removeRange: Mutation = (bytes, random) =>
  splice(bytes, random.below(bytes.length), 1 + random.below(16), Buffer.of());

const repeatRange: Mutation = (bytes, random) => {
  const start = random.below(bytes.length);
  const range = bytes.subarray(start, start + 1 + random.below(64));
  return splice(bytes, random.below(bytes.length + 1), 0, range);
};

const cutShort: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  replaceByte,
  insertBytes,
  insertToken,
  insertToken,
  replaceByToken,
  replaceByToken,
  removeRange,
  repeatRange,
  cutShort,
];
