import type { LabelPlacement, NameItem, PlacementItem } from "../items.ts";

/** DynamoDB accepts items of 400 KB. The rest is for what runs add to entries, and for the rough counts here. */
export const MAX_CONTRACT_BYTES = 350 * 1024;

/** A hash of 22 characters with its part of the JSON, and what a run may add to it. */
const ENTRY_BYTES = 40;
const IDLE_BYTES = 80;
/** The keys around names, and the braces. */
const FRAME_BYTES = 60;

export const isPlacementItemTooLarge = ({ job, families }: PlacementItem): boolean => {
  let bytes = Buffer.byteLength(job);
  for (const [family, labels] of families) {
    bytes += family.length + FRAME_BYTES;
    for (const [label, placement] of labels) {
      bytes += label.length + FRAME_BYTES + placementBytes(placement);
    }
  }
  return bytes > MAX_CONTRACT_BYTES;
};

const placementBytes = ({ key, body, rest }: LabelPlacement): number => {
  let bytes = rest === undefined ? 0 : ENTRY_BYTES + IDLE_BYTES;
  for (const side of [key, body]) {
    for (const { idle } of side.values()) {
      bytes += idle === undefined ? ENTRY_BYTES : ENTRY_BYTES + IDLE_BYTES;
    }
  }
  return bytes;
};

export const isNameItemTooLarge = ({ entries }: NameItem): boolean => {
  let bytes = 0;
  for (const [name, { family, first }] of entries) {
    bytes += name.length + family.length + 2 * FRAME_BYTES + IDLE_BYTES;
    bytes += first === undefined ? 0 : first.owner.length + Buffer.byteLength(first.job);
  }
  return bytes > MAX_CONTRACT_BYTES;
};
