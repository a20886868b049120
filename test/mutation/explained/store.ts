import type { Explained } from "./explanation.ts";

export const STORE: Explained = {
  "lambda/store/contracts/contract-key.ts": [
    {
      why: "what is remembered is always right: it only saves the time to hash again, and this keeps it from filling the memory",
      mutants: {
        "if (RECENT.size === MOST_RECENT) {": [
          "RECENT.size === MOST_RECENT → true",
          "RECENT.size === MOST_RECENT → false",
          "RECENT.size === MOST_RECENT → RECENT.size !== MOST_RECENT",
          "{…} → {}",
        ],
        "RECENT.clear();": ["RECENT.clear(); → ;"],
        "RECENT.set(text, hashed);": ["RECENT.set(text, hashed); → ;"],
      },
    },
  ],
  "lambda/store/groups/blind-write.ts": [
    {
      why: "an outcome of another kind has no `current`, so that both decide alike: the kind is asked for only because of types",
      mutants: {
        'if (outcome.kind !== "refused" || outcome.current?.state !== "live") {': [
          'outcome.kind !== "refused" → false',
        ],
        'const current = outcome.kind === "refused" ? outcome.current : undefined;': [
          'outcome.kind === "refused" → true',
        ],
      },
    },
    {
      why: "without untyped samples the second draft is the first, which does not have the fingerprint of the group: this only saves the time to make it",
      mutants: {
        'if (live.fingerprint === draft.fingerprint || push.families.every(({ type }) => type !== "untyped")) {':
          ['({ type }) => type !== "untyped" → () => undefined', 'type !== "untyped" → false'],
      },
    },
  ],
  "lambda/store/limits/booking.ts": [
    {
      why: "no counter of all together was read here, so that only a push that no part has room for would look at all parts earlier, and come to the same",
      mutants: {
        "const isNear = account !== undefined && !fits(first, add, toShare(allowed, countParts(allowed), 0));":
          ["account !== undefined → true"],
      },
    },
  ],
  "lambda/store/groups/content.ts": [
    {
      why: "what is small can be read in any case: this only saves the time to try",
      mutants: {
        "if (content.length <= ALWAYS_READABLE_BYTES) {": [
          "content.length <= ALWAYS_READABLE_BYTES → false",
          "content.length <= ALWAYS_READABLE_BYTES → content.length < ALWAYS_READABLE_BYTES",
          "{…} → {}",
        ],
        "const ALWAYS_READABLE_BYTES = 128 * 1_024;": ["128 * 1_024 → 128 / 1_024"],
      },
    },
    {
      why: "no two families of a group have one name",
      mutants: {
        "return [...merged.values()].sort((a, b) => (a.name < b.name ? -1 : 1));": [
          "a.name < b.name → a.name <= b.name",
        ],
      },
    },
  ],
  "lambda/store/limits/counted-bytes.ts": [
    {
      why: "these types have neither exemplars nor a second series of a metric, so that what other types count is nothing for them: this only saves the time",
      mutants: {
        'case "untyped":': ['case "untyped": return repeated; → case "untyped":'],
        'case "counter":': [
          'case "counter": return family.metrics.reduce((sum, metric) =…xtraBytes(metric), repeated); → case "counter":',
        ],
      },
    },
  ],
  "lambda/store/contracts/family-shapes.ts": [
    {
      why: "the first series replaces it",
      mutants: { "let watched: readonly number[] = [];": ['[] → ["Stryker was here"]'] },
    },
    {
      why: "the labels of each series can be looked for again: this only saves the time",
      mutants: { "if (labels.names !== names) {": ["labels.names !== names → true"] },
    },
  ],
  "lambda/store/groups/gone.ts": [
    {
      why: "the limit is far from what a function can process: one byte does not matter",
      mutants: {
        "return series > MAX_GONE_SERIES || bytes > MAX_MERGED_BYTES ? [] : gone;": [
          "bytes > MAX_MERGED_BYTES → bytes >= MAX_MERGED_BYTES",
        ],
      },
    },
    {
      why: "shapes are only compared with one another: which of two values means a native histogram does not matter",
      mutants: {
        "return JSON.stringify([metric.native !== undefined, family, names, values, bounds]);": [
          "metric.native !== undefined → metric.native === undefined",
        ],
      },
    },
  ],
  "lambda/store/groups/long-way.ts": [
    {
      why: "a mode is only compared with the other one",
      mutants: { 'outcome = await this.#tryOnce(undefined, "fresh");': ['"fresh" → ""'] },
    },
    {
      why: "one turn more writes no entry",
      mutants: {
        "for (let start = 0; start < writes.length; start += AT_ONCE) {": [
          "start < writes.length → start <= writes.length",
        ],
      },
    },
  ],
  "lambda/store/groups/own-families.ts": [
    {
      why: "no two families of a push have one name",
      mutants: {
        "const inOrder = families.toSorted((a, b) => (a.name < b.name ? -1 : 1));": [
          "a.name < b.name → a.name <= b.name",
        ],
      },
    },
    {
      why: "the map has what the last names come to as well: this only saves the time to look there",
      mutants: { "if (names !== this.#lastNames) {": ["names !== this.#lastNames → true"] },
    },
  ],
  "lambda/store/limits/owner.ts": [
    {
      why: "the claims of a grant can be found again for each push: this only saves the time",
      mutants: {
        "if (known !== undefined) {": ["known !== undefined → false", "{…} → {}"],
        "BOUND_CLAIMS.set(grant, bound);": ["BOUND_CLAIMS.set(grant, bound); → ;"],
      },
    },
  ],
  "lambda/store/groups/plan.ts": [
    {
      why: "the limit is far from what a function can process: one byte does not matter",
      mutants: {
        "if (draft.families.length > families.length && draft.content.length > MAX_MERGED_BYTES) {": [
          "draft.content.length > MAX_MERGED_BYTES → draft.content.length >= MAX_MERGED_BYTES",
        ],
      },
    },
    {
      why: "a mode is only compared with the other one",
      mutants: { '? planWrite(attempt, "fresh")': ['"fresh" → ""'] },
    },
    {
      why: "the target of typed samples is the same when it is made again: this only saves the time",
      mutants: {
        'return target.pushed.some(({ type }) => type === "untyped")': ['type === "untyped" → true'],
      },
    },
  ],
  "lambda/store/groups/fingerprint.ts": [
    {
      why: "labels that are sorted again are sorted alike: remembering them only saves time",
      mutants: {
        "SORTED.set(labels, sorted);": ["SORTED.set(labels, sorted); → ;"],
        "if (known !== undefined) {": ["known !== undefined → false", "{…} → {}"],
      },
    },
    {
      why: "lists that are one are also equal name by name: this only saves the time to compare them",
      mutants: { "if (a === b) {": ["a === b → false", "{…} → {}"] },
    },
    {
      why: "behind their ends two lists of one length are equal",
      mutants: { "for (let i = 0; i < a.length; i++) {": ["i < a.length → i <= a.length"] },
    },
  ],
  "lambda/store/store-push.ts": [
    {
      why: "the store only asks whether the method is POST",
      mutants: { 'method: method === "POST" ? "POST" : "PUT",': ['"PUT" → ""'] },
    },
  ],
  "lambda/store/groups/structure-writer.ts": [
    {
      why: "both ways write the same bytes: which one is taken only saves time",
      mutants: {
        "const bytewise = text.length > MAX_BYTEWISE_LENGTH ? 0 : text.length;": [
          "text.length > MAX_BYTEWISE_LENGTH → true",
          "text.length > MAX_BYTEWISE_LENGTH → false",
          "text.length > MAX_BYTEWISE_LENGTH → text.length >= MAX_BYTEWISE_LENGTH",
          "text.length > MAX_BYTEWISE_LENGTH → text.length <= MAX_BYTEWISE_LENGTH",
        ],
        "for (; i < bytewise; i++) {": ["i < bytewise → false", "i < bytewise → i <= bytewise"],
        "if (unit >= 0x80) {": ["unit >= 0x80 → true"],
        "i === text.length ? start + i : start + ENCODER.encodeInto(text, bytes.subarray(start)).written;": [
          "i === text.length → false",
        ],
      },
    },
    {
      why: "the buffer grows to what it needs",
      mutants: { "const INITIAL_BYTES = 64 * 1024;": ["64 * 1024 → 64 / 1024"] },
    },
    {
      why: "a buffer that grows one write earlier holds the same",
      mutants: {
        "if (this.#end + size <= this.#bytes.length) {": [
          "this.#end + size <= this.#bytes.length → this.#end + size < this.#bytes.length",
        ],
      },
    },
  ],
  "lambda/store/groups/write-group.ts": [
    {
      why: "a mode is only compared with the other one",
      mutants: {
        'const plan = await planWrite(attempt, "fresh");': ['"fresh" → ""'],
      },
    },
    {
      why: "no other outcome has this reason: the kind is asked for only because of types",
      mutants: {
        'const isClosed = outcome.kind === "unavailable" && outcome.reason === "closed";': [
          'outcome.kind === "unavailable" → true',
        ],
      },
    },
  ],
};
