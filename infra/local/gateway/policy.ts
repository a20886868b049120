/** A statement of an authorizer's policy, prepared for matching. */
export interface PolicyStatement {
  readonly isAllow: boolean;
  /** Patterns in which `*` is any run of characters and `?` one of them. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export type PolicyDecision = "allow" | "explicit-deny" | "no-match";

const INVOKE = "execute-api:invoke";

/**
 * Whether a policy allows the method. An explicit deny wins over every allow; a method in no statement is refused (IAM
 * user guide, "Policy evaluation logic"). The policy is cached, so each request is compared with it again (measured on
 * AWS by ministack).
 */
export const evaluatePolicy = (statements: readonly PolicyStatement[], methodArn: string): PolicyDecision => {
  let decision: PolicyDecision = "no-match";
  for (const { isAllow, actions, resources } of statements) {
    if (!matchesAny(actions, INVOKE) || !matchesAny(resources, methodArn)) {
      continue;
    }
    if (!isAllow) {
      return "explicit-deny";
    }
    decision = "allow";
  }
  return decision;
};

const matchesAny = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matchesWildcards(pattern, text));

const STAR = 42;
const QUESTION_MARK = 63;

/** Linear except for the last `*`: after a mismatch only the latest star is tried again. */
const matchesWildcards = (pattern: string, text: string): boolean => {
  let at = 0;
  let position = 0;
  let star = -1;
  let starPosition = 0;
  while (position < text.length) {
    const wanted = pattern.charCodeAt(at);
    if (wanted === STAR) {
      star = at++;
      starPosition = position;
    } else if (wanted === QUESTION_MARK || wanted === text.charCodeAt(position)) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++starPosition;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") {
    at++;
  }
  return at === pattern.length;
};
