/** The value of a key, which is made and kept when the map has none. */
export const getOrAdd = <Value>(map: Map<string, Value>, key: string, create: () => Value): Value => {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = create();
  map.set(key, made);
  return made;
};
