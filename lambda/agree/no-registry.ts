import type { ClaimOutcome, Registry } from "./registry.ts";

const AGREED: ClaimOutcome = { kind: "agreed", adopted: new Map(), validUntilMs: Number.POSITIVE_INFINITY };

/** For a Pushgateway whose own check is on (`consistency: pushgateway`): whatever it takes is agreed on. */
export const NO_REGISTRY: Registry = { claim: async () => AGREED, check: async () => AGREED };
