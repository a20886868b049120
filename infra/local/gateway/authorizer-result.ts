import { isRecord } from "../../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../../lambda/model/result.ts";
import { MAX_AUTHORIZER_RESULT_BYTES, MAX_POLICY_RESOURCE_LENGTH } from "./limits.ts";
import type { PolicyStatement } from "./policy.ts";

/** An authorizer's answer that API Gateway would accept. */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly statements: readonly PolicyStatement[];
  /** Every value reaches the integration as a string. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string | undefined;
}

/**
 * Checks an authorizer's answer. API Gateway developer guide, "Output from an API Gateway Lambda authorizer":
 * principalId and policyDocument are required; context values are strings, numbers or booleans. The error is for the
 * terminal; the client gets AUTHORIZER_FAILURE.
 */
export const parseAuthorizerResult = (result: unknown): Result<AuthorizerResult, string> => {
  if (!isRecord(result)) {
    return err("the authorizer answered no object");
  }
  if (Buffer.byteLength(JSON.stringify(result)) > MAX_AUTHORIZER_RESULT_BYTES) {
    return err("the authorizer's answer is larger than 8 KB");
  }
  const { principalId, policyDocument, usageIdentifierKey } = result;
  if (typeof principalId !== "string" || principalId === "") {
    return err("principalId is missing");
  }
  if (!isRecord(policyDocument)) {
    return err("policyDocument is missing");
  }
  const statements = parseStatements(policyDocument["Statement"]);
  if (!statements.ok) {
    return statements;
  }
  const context = parseContext(result["context"]);
  if (!context.ok) {
    return context;
  }
  return ok({
    principalId,
    statements: statements.value,
    context: context.value,
    usageIdentifierKey: typeof usageIdentifierKey === "string" ? usageIdentifierKey : undefined,
  });
};

const parseStatements = (statements: unknown): Result<readonly PolicyStatement[], string> => {
  const parsed: PolicyStatement[] = [];
  for (const statement of Array.isArray(statements) ? statements : [statements]) {
    const one = parseStatement(statement);
    if (!one.ok) {
      return one;
    }
    parsed.push(one.value);
  }
  return ok(parsed);
};

const parseStatement = (statement: unknown): Result<PolicyStatement, string> => {
  if (!isRecord(statement)) {
    return err("policyDocument.Statement is missing");
  }
  const { Effect: effect, Action: action, Resource: resource } = statement;
  const actions = toStrings(action);
  const resources = toStrings(resource);
  if (effect !== "Allow" && effect !== "Deny") {
    return err("a statement's Effect is neither Allow nor Deny");
  }
  if (actions === undefined || resources === undefined) {
    return err("a statement's Action or Resource is missing");
  }
  if (resources.some(({ length }) => length > MAX_POLICY_RESOURCE_LENGTH)) {
    return err("a statement's Resource is longer than 512 characters");
  }
  // Actions are matched without regard to case (IAM reference, "Action").
  return ok({
    isAllow: effect === "Allow",
    actions: actions.map((name) => name.toLowerCase()),
    resources,
  });
};

const toStrings = (value: unknown): readonly string[] | undefined => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.length > 0 && values.every((one) => typeof one === "string") ? values : undefined;
};

const parseContext = (context: unknown): Result<Readonly<Record<string, string>>, string> => {
  if (context === undefined || context === null) {
    return ok({});
  }
  if (!isRecord(context)) {
    return err("context is no object");
  }
  const entries = Object.entries(context).filter(([, value]) => value !== null && value !== undefined);
  return entries.every(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    ? ok(Object.fromEntries(entries.map(([name, value]) => [name, String(value)])))
    : err("a value of context is neither string nor number nor boolean");
};
