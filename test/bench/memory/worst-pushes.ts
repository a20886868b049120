import { gzipSync } from "node:zlib";
import type { Limits } from "../../../lambda/model/client.ts";
import { CONTENT_TYPES, HOSTILE_PAYLOADS } from "../../support/hostile/payloads/all.ts";
import { HOSTILE_BODIES } from "../../support/hostile/payloads/compressed.ts";
import type { HostilePayload } from "../../support/hostile/payloads/parts.ts";

export interface WorstPush {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly create: (seed: string) => Buffer;
  /** Absent if the answer does not matter. */
  readonly isAccepted?: true;
}

/** Every hostile payload at the limit of inflated bytes, and every hostile body at the limit of sent bytes. */
export const createWorstPushes = ({ bodyBytes, inflatedBytes }: Limits): readonly WorstPush[] => [
  ...HOSTILE_PAYLOADS.map((payload) => ({
    name: `${payload.format}: ${payload.name}`,
    headers: { "content-type": CONTENT_TYPES[payload.format], "content-encoding": "gzip" },
    create: (seed: string) => compress(payload, seed, inflatedBytes, bodyBytes),
  })),
  ...HOSTILE_BODIES.map(({ name, encoding, create }) => ({
    name,
    headers: { "content-type": CONTENT_TYPES.text, "content-encoding": encoding },
    create: () => create(bodyBytes, inflatedBytes),
  })),
];

/** Makes it smaller if compression does not make it small enough. */
const compress = (payload: HostilePayload, seed: string, size: number, bodyBytes: number): Buffer => {
  const body = gzipSync(payload.create(size, seed), { level: 1 });
  return body.length <= bodyBytes ? body : compress(payload, seed, Math.floor(size * 0.8), bodyBytes);
};
