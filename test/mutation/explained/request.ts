import type { Explained } from "./explanation.ts";

export const REQUEST: Explained = {
  "lambda/request/headers.ts": [
    {
      why: "the second comparison alone gives the same; the first only saves time",
      mutants: {
        "if (name.length !== lowerCaseName.length || name.toLowerCase() !== lowerCaseName) {": [
          "name.length !== lowerCaseName.length → false",
        ],
      },
    },
  ],
  "lambda/request/parse-grouping-key.ts": [
    {
      why: "decodeURIComponent gives the same text; the check only saves time",
      mutants: {
        "if (!/[^!-~]|%/.test(component)) {": ["!/[^!-~]|%/.test(component) → false", "{…} → {}"],
      },
    },
    {
      why: "without its return the function also gives undefined",
      mutants: {
        "} catch {": ["{…} → {}"],
      },
    },
  ],
  "lambda/request/read-push.ts": [
    {
      why: "a body that is null is not decoded",
      mutants: {
        "const NO_PAYLOAD: PayloadEvent = { multiValueHeaders: {}, body: null, isBase64Encoded: false };": [
          "false → true",
        ],
      },
    },
  ],
};
