import { decodeFamilies } from "../../decode/protobuf/decode-protobuf.ts";
import { encodeExposition } from "../../encode/encode-exposition.ts";
import type { MetricFamily } from "../../model/exposition.ts";

/** The content of a group in the store: the families of `toOwnFamilies` as canonical delimited protobuf. */
export const encodeContent = (families: readonly MetricFamily[]): Uint8Array => encodeExposition(families);

/** The inverse of {@link encodeContent}. Throws a TypeError at bytes that it cannot have made. */
export const decodeContent = (content: Uint8Array): readonly MetricFamily[] => {
  const decoded = decodeFamilies(content);
  if (!decoded.ok) {
    // The rest of the text tells a client what to send.
    throw new TypeError(`the content of a group cannot be read: ${decoded.error.split("; ", 1)[0]}`);
  }
  return decoded.value;
};

/** The same. Undefined if the content is damaged. */
export const readContent = (content: Uint8Array): readonly MetricFamily[] | undefined => {
  const decoded = decodeFamilies(content);
  return decoded.ok ? decoded.value : undefined;
};

/**
 * The reason why a content could not be read back. Only the decoder limits the parts of a group that several POSTs
 * made. Small contents are not checked, because that many parts need more bytes.
 */
export const findUnreadable = (content: Uint8Array): string | undefined => {
  if (content.length <= ALWAYS_READABLE_BYTES) {
    return undefined;
  }
  const decoded = decodeFamilies(content);
  return decoded.ok ? undefined : decoded.error;
};

/** The smallest content that can reach the decoder's limits: 50,000 label names in different label sets. */
const ALWAYS_READABLE_BYTES = 128 * 1_024;

/**
 * The most bytes of a group with what several POSTs have pushed. Compressed, it may be small: without this limit it
 * could grow to `totalBytes`, and each small POST to it would cost as much as a push of that size.
 */
export const MAX_MERGED_BYTES = 8 * 1_024 * 1_024;

/** The group after a POST: families of the same name are replaced. Both lists and the result are sorted by name. */
export const mergeFamilies = (
  held: readonly MetricFamily[],
  pushed: readonly MetricFamily[],
): readonly MetricFamily[] => {
  const merged = new Map(held.map((family) => [family.name, family]));
  for (const family of pushed) {
    merged.set(family.name, family);
  }
  return [...merged.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};
