import type { Explained } from "./explanation.ts";

export const AUTHENTICATE: Explained = {
  "lambda/authenticate/check-client-token.ts": [
    {
      why: "a lookup that failed has no value",
      mutants: {
        'isAccepted(token, (lookup.kind === "known" ? lookup.value : undefined) ?? NO_TOKEN, overlapMs, now());':
          ['lookup.kind === "known" → true'],
      },
    },
    {
      why: "no token matches where there is no client, since nothing is ever stored for nobody; the check tells the type",
      mutants: {
        "if (matches(known) && client !== undefined) {": ["client !== undefined → true"],
        "if (matches(latest) && client !== undefined) {": ["client !== undefined → true"],
      },
    },
    {
      why: "all ids that are not configured share one key, whatever it is",
      mutants: { 'const NOBODY = "";': ['"" → "Stryker was here!"'] },
    },
  ],
  "lambda/authenticate/check-signed-token.ts": [
    {
      why: "a lookup that failed is not stale; the check tells the type",
      mutants: {
        'return toOutcome(latest.kind === "known" && latest.isStale ? undefined : check(latest), issuer);': [
          'latest.kind === "known" → true',
        ],
      },
    },
    {
      why: "the directory has no issuer for what is not a text",
      mutants: {
        "return claimed === undefined ? undefined : directory.findIssuerByUrl(claimed);": [
          "claimed === undefined → false",
        ],
        'return typeof iss === "string" ? iss : undefined;': ['typeof iss === "string" → true'],
      },
    },
  ],
  "lambda/authenticate/named-claims.ts": [
    {
      why: "without its return the function also gives undefined",
      mutants: { "default:": ["default: return undefined; → default:"] },
    },
  ],
  "lambda/authenticate/refreshing-cache.ts": [
    {
      why: "a missing property is undefined as well",
      mutants: {
        "const createEntry = <Value>(): Entry<Value> => ({": [
          "{ known: undefined, refreshedAtMs: undefined, failedAtMs: undefined, reading: undefined, } → {}",
        ],
      },
    },
    {
      why: "no time has passed since a moment that is undefined: a comparison with NaN is false",
      mutants: {
        "sinceMs !== undefined && isWithin(sinceMs, now(), durationMs);": ["sinceMs !== undefined → true"],
      },
    },
  ],
};
