import type { UnplacedIssue, Warning } from "../config-issue.ts";
import type { WrittenConfig } from "../schema.ts";
import { audienceShared } from "./audience-shared.ts";
import { bodyLabelRefused } from "./body-label-refused.ts";
import { claimJoined } from "./claim-joined.ts";
import { claimUnknown } from "./claim-unknown.ts";
import { expiryRepeated } from "./expiry-repeated.ts";
import { externalLabelGranted } from "./external-label-granted.ts";
import { grantNeverMatches } from "./grant-never-matches.ts";
import { invisibleCharacter } from "./invisible-character.ts";
import { issuerOpen } from "./issuer-open.ts";
import { labelsOverReceiver } from "./labels-over-receiver.ts";
import { limitUnreachable } from "./limit-unreachable.ts";
import { limitsEvaded } from "./limits-evaded.ts";
import { manyRates } from "./many-rates.ts";
import { nobodyScrapes } from "./nobody-scrapes.ts";
import { readNeverMatches } from "./read-never-matches.ts";
import { suffixOwned } from "./suffix-owned.ts";

/** All warnings of `npm run config -- check`. A new one needs a line in the configuration guide. */
const WARNINGS: readonly Warning[] = [
  issuerOpen,
  audienceShared,
  claimUnknown,
  claimJoined,
  limitsEvaded,
  grantNeverMatches,
  readNeverMatches,
  nobodyScrapes,
  bodyLabelRefused,
  suffixOwned,
  expiryRepeated,
  labelsOverReceiver,
  externalLabelGranted,
  manyRates,
  invisibleCharacter,
  limitUnreachable,
];

export const findWarnings = (config: WrittenConfig): readonly UnplacedIssue[] =>
  WARNINGS.flatMap((warning) => warning(config));
