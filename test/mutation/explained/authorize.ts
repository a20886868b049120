import type { Explained } from "./explanation.ts";

export const AUTHORIZE: Explained = {
  "lambda/authorize/byte-bound.ts": [
    {
      why: "addFamily sets it before a metric is added",
      mutants: { "#isComposite = false;": ["false → true"] },
    },
    {
      why: "a metric of another type counts as one series either way; the check only saves time",
      mutants: {
        'this.#isComposite = type === "histogram" || type === "gaugehistogram" || type === "summary";': [
          'type === "histogram" || type === "gaugehistogram" || type === "summary" → true',
        ],
      },
    },
  ],
  "lambda/authorize/find-ungranted.ts": [
    {
      why: "beyond the last name there is none, and none is not restricted",
      mutants: {
        "for (let place = 0; place < names.length; place++) {": [
          "place < names.length → place <= names.length",
        ],
      },
    },
    {
      why: "the first series sets it before it is read",
      mutants: { "let places: readonly number[] = [];": ['[] → ["Stryker was here"]'] },
    },
    {
      why: "series with the same names have the same places; the comparison only saves time",
      mutants: { "if (labels.names !== lastNames) {": ["labels.names !== lastNames → true"] },
    },
    {
      why: "a series without restricted labels is granted by the search below, too; the check only saves time",
      mutants: { "if (places.length === 0) {": ["places.length === 0 → false", "{…} → {}"] },
    },
  ],
  "lambda/authorize/key-labels.ts": [
    {
      why: "a job without a star is also found among the patterns; the set only saves time",
      mutants: { "if (glob.length === 1) {": ["glob.length === 1 → false"] },
    },
  ],
};
