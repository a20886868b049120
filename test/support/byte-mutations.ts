import type { Random } from "./random.ts";

type Mutation = (bytes: Buffer, random: Random, tokens: readonly Buffer[]) => Buffer;

/** A payload with one to four changes: of bytes, of ranges, and of tokens that have a meaning in its format. */
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
