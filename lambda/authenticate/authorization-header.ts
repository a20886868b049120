import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";

/**
 * The Authorization header of a request. Two headers are joined into a text that is not a valid credential, since it is
 * not clear which one counts.
 */
export const authorizationOf = ({
  headers,
  multiValueHeaders,
}: Pick<APIGatewayRequestAuthorizerEvent, "headers" | "multiValueHeaders">): string | undefined => {
  const lines = linesOf(multiValueHeaders) ?? linesOf(headers);
  return lines?.join(", ");
};

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const linesOf = (headers: Headers | null | undefined): readonly string[] | undefined => {
  const lines = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === "authorization" ? (value ?? []) : [],
  );
  return lines.length === 0 ? undefined : lines;
};
