import { findKnownIssuer, type KnownIssuer } from "./known-issuers.ts";
import type { Warning } from "./warning.ts";

/** A public issuer signs tokens for whoever asks: a grant that does not say whose jobs are meant is the whole world's. */
export const issuerOpen: Warning = ({ issuers }) =>
  issuers.flatMap(({ issuer, grants }, index) => {
    const known = findKnownIssuer(issuer);
    if (known === undefined) {
      return [];
    }
    return grants.flatMap(({ when }, grantIndex) =>
      namesOwner(when, known)
        ? []
        : [
            {
              path: ["issuers", index, "grants", grantIndex, "when"],
              text:
                `${known.name} signs tokens for everybody's jobs, and this grant does not say whose are meant; ` +
                `name one of ${[...known.owners].filter((claim) => claim.endsWith("_id")).join(", ")}`,
            },
          ],
    );
  });

const namesOwner = (when: Readonly<Record<string, string>>, { owners }: KnownIssuer): boolean =>
  Object.entries(when).some(([claim, pattern]) => owners.has(claim) && /[^*]/.test(pattern));
