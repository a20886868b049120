import fc from "fast-check";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { createStrictValidator } from "../../../lambda/validate/validate.ts";
import { arbitraryNativeExposition } from "../arbitrary-natives.ts";
import { createHostileBytes, FUZZ_TARGETS } from "../decoder-fuzz.ts";
import { mutateMessages } from "../message-mutations.ts";
import { Random } from "../random.ts";
import { pushedTo } from "../sent-payloads.ts";
import { encodeUnpacked, encodeWithLibrary } from "../wire-oracle.ts";
import { type AcceptedPayload, JOB, SLOT_LABEL } from "./accepted-payload.ts";

const PAYLOADS_A_POOL = 5_000;
const EXPOSITIONS_A_POOL = 100;

const validate = createStrictValidator(Date.now);
const push = pushedTo({
  format: "protobuf",
  key: GroupingKey.of(JOB, [{ name: SLOT_LABEL, value: "0" }]),
});

const target = FUZZ_TARGETS.find(({ name }) => name === "protobuf")!;

/**
 * Mutated payloads with native histograms, exemplars and created timestamps, each with what the proxy makes of it:
 * undefined when it is refused or has no family. Throws if a decoder or a rule does anything else.
 */
export function* drawPayloads(runs: number, seed: number): Generator<AcceptedPayload | undefined> {
  const random = new Random(seed);
  let pool = target;
  for (let run = 0; run < runs; run++) {
    if (run % PAYLOADS_A_POOL === 0) {
      pool = { ...target, seeds: drawSeeds(seed + run) };
    }
    const bytes =
      random.below(2) === 0
        ? createHostileBytes(pool, random)
        : mutateMessages(random.pick(pool.seeds), random);
    try {
      target.run(bytes);
      yield accept(bytes);
    } catch (error) {
      throw new Error(`run ${run} of seed ${seed}: ${bytes.toString("base64")}`, { cause: error });
    }
  }
}

const drawSeeds = (seed: number): readonly Buffer[] =>
  fc
    .sample(arbitraryNativeExposition(), { numRuns: EXPOSITIONS_A_POOL, seed })
    .filter((families) => families.length > 0)
    .flatMap((families) => [encodeUnpacked(families), encodeWithLibrary(families)])
    .map((bytes) => Buffer.from(bytes));

const accept = (bytes: Buffer): AcceptedPayload | undefined => {
  const decoded = decodeProtobuf(bytes);
  const valid = decoded.ok ? validate(decoded.value, push) : decoded;
  return valid.ok && valid.value.families.length > 0 ? { bytes, families: valid.value.families } : undefined;
};
