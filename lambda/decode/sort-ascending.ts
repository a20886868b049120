/** Sorts in place, keeping the order of equals. Most payloads are in order already. No key is NaN. */
export const sortAscending = <Part>(parts: Part[], keyOf: (part: Part) => number): void => {
  const isSorted = parts.every((part, index) => index === 0 || keyOf(parts[index - 1]!) <= keyOf(part));
  // Subtracting would make NaN of two infinities.
  if (!isSorted) parts.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
};
