import type { GroupingKey } from "../model/grouping-key.ts";

/** A label of a grouping key, prepared for writing before each metric of its group. */
export interface KeyLabel {
  /** Both strings as UTF-8. */
  readonly nameBytes: Uint8Array;
  readonly valueBytes: Uint8Array;
  /**
   * Whether it is the empty `instance` of a group without one in its key. A metric's own label `instance` replaces it.
   */
  readonly isDefault: boolean;
}

/**
 * The labels that a group adds to its metrics, sorted by name. `instance` is always included, as at the Pushgateway.
 */
export const toKeyLabels = (key: GroupingKey): readonly KeyLabel[] => {
  const labels = [{ name: "job", value: key.job }, ...key.labels];
  const isDefaulted = key.get("instance") === undefined;
  return (isDefaulted ? [...labels, { name: "instance", value: "" }] : labels)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => ({
      nameBytes: Buffer.from(name, "utf8"),
      valueBytes: Buffer.from(value, "utf8"),
      isDefault: isDefaulted && name === "instance",
    }));
};
