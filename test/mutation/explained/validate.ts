import type { Explained } from "./explanation.ts";

export const VALIDATE: Explained = {
  "lambda/validate/bucket-counts.ts": [
    {
      why: "counting again gives the same; the check only saves time",
      mutants: {
        "if (native !== last.native) {": ["native !== last.native → true"],
      },
    },
    {
      why: "no native histogram is undefined, so that the first one is counted before anything is read",
      mutants: {
        "const NOTHING: BucketCounts = { total: 0, invalid: undefined, firstCounted: -1 };": [
          "{ total: 0, invalid: undefined, firstCounted: -1 } → {}",
          "-1 → +1",
        ],
        "let last: { readonly native: NativeBuckets | undefined } & Readonly<Record<BucketSign, BucketCounts>> = {":
          ["{ native: undefined, positive: NOTHING, negative: NOTHING, } → {}"],
      },
    },
  ],
  "lambda/validate/judge-extras.ts": [
    {
      why: "gauges and untyped metrics have none, so nothing is done for them; the cases name every type",
      mutants: {
        'case "gauge":': ['"gauge" → ""'],
        'case "untyped":': ['"untyped" → ""'],
      },
    },
  ],
  "lambda/validate/label-shapes.ts": [
    {
      why: "`seen` also knows the last shape; the comparison only saves time",
      mutants: {
        "if (names !== last) {": ["names !== last → true"],
      },
    },
  ],
  "lambda/validate/repeated-series.ts": [
    {
      why: "few series can also be found by remembering them; comparing them only saves time",
      mutants: {
        "if (series.length <= FEW && series.every(({ labels }) => labels.names === names)) {": [
          "series.length <= FEW && series.every(({ labels }) => labels.names === names) → false",
          "series.length <= FEW → series.length < FEW",
          "({ labels }) => labels.names === names → () => undefined",
          "labels.names === names → false",
          "labels.names === names → labels.names !== names",
          "{…} → {}",
        ],
      },
    },
    {
      why: "the two differ here, so `<` and `<=` give the same; and what does not ascend is looked up",
      mutants: {
        "return before[place]! < after[place]!;": [
          "before[place]! < after[place]! → before[place]! <= after[place]!",
        ],
      },
    },
    {
      why: "at a place that is not a number no series has a value, so all are equal there",
      mutants: {
        "const places: number[] = [];": ['[] → ["Stryker was here"]'],
      },
    },
    {
      why: "the first label set has names, so this is never read",
      mutants: {
        "#places: readonly number[] = [];": ['[] → ["Stryker was here"]'],
      },
    },
    {
      why: "a start that all tuples share keeps different tuples different",
      mutants: {
        "readonly #last: string[] = [];": ['[] → ["Stryker was here"]'],
        'readonly #heads: string[] = [""];': ['[""] → []', '"" → "Stryker was here!"'],
      },
    },
    {
      why: "a tuple of one value could also get a number; its text only saves time",
      mutants: {
        "if (places.length === 1) {": ["places.length === 1 → false", "{…} → {}"],
      },
    },
    {
      why: "the text can also be made from its start; the shortcut only saves time",
      mutants: {
        "while (at < places.length && values[places[at]!] === this.#last[at]) {": [
          "at < places.length && values[places[at]!] === this.#last[at] → false",
          "at < places.length → at <= places.length",
        ],
      },
    },
    {
      why: "a place beyond the last adds the same text to all tuples",
      mutants: {
        "for (; at < places.length; at++) {": ["at < places.length → at <= places.length"],
      },
    },
    {
      why: "every number can be written in two characters; one is only shorter",
      mutants: {
        "number < 0x8000": [
          "number < 0x8000 → true",
          "number < 0x8000 → false",
          "number < 0x8000 → number <= 0x8000",
          "number < 0x8000 → number >= 0x8000",
        ],
      },
    },
  ],
  "lambda/validate/rule-issues.ts": [
    {
      why: "when issues are dropped only decides how much memory they take",
      mutants: {
        "if (this.#kept.length === MAX_KEPT) {": [
          "this.#kept.length === MAX_KEPT → true",
          "this.#kept.length === MAX_KEPT → false",
          "this.#kept.length === MAX_KEPT → this.#kept.length !== MAX_KEPT",
          "{…} → {}",
        ],
      },
    },
  ],
  "lambda/validate/rules/exemplar-labels-too-long.ts": [
    {
      why: "a text never has more characters than code units, so the exact count decides either way",
      mutants: {
        "if (countUnits(labels.names) + countUnits(labels.values) <= MAX_CHARACTERS) {": [
          "countUnits(labels.names) + countUnits(labels.values) <= MAX_CHARACTERS → false",
          "countUnits(labels.names) + countUnits(labels.values) <= MAX_CHARACTERS → countUnits(labels.names) + countUnits(labels.values) < MAX_CHARACTERS",
          "{…} → {}",
        ],
        "const countUnits = (texts: readonly string[]): number => {": ["{…} → {}"],
      },
    },
  ],
  "lambda/validate/rules/name-collision.ts": [
    {
      why: "no other family exposes a name besides its own",
      mutants: {
        "const composites = families.filter(({ type }) => COMPOSITE_TYPES.has(type));": [
          "families.filter(({ type }) => COMPOSITE_TYPES.has(type)) → families",
        ],
      },
    },
    {
      why: "without owners nothing collides; the check only saves time",
      mutants: {
        "if (composites.length === 0) {": ["composites.length === 0 → false", "{…} → {}"],
      },
    },
  ],
  "lambda/validate/rules/native-count-mismatch.ts": [
    {
      why: "undefined is neither more nor less than a number; the check is for the compiler",
      mutants: {
        "if (total !== undefined && (total > count || (total < count && !mayBeLess(native, sum)))) {": [
          "total !== undefined → true",
        ],
      },
    },
  ],
  "lambda/validate/rules/text-not-unicode.ts": [
    {
      why: "a second search finds nothing; the check only saves time",
      mutants: {
        "if (format.hasWholeCharacters) {": ["format.hasWholeCharacters → false", "{…} → {}"],
      },
    },
  ],
};
