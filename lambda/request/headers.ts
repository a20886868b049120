import type { APIGatewayProxyEvent } from "aws-lambda";

/** The value of a header; its name matches in any case. Several lines of one header are joined, as in RFC 9110 5.3. */
export const findHeader = (
  { multiValueHeaders }: Pick<APIGatewayProxyEvent, "multiValueHeaders">,
  lowerCaseName: string,
): string | undefined => {
  let found: string | undefined;
  const headers = multiValueHeaders ?? {};
  for (const name of Object.keys(headers)) {
    // Lengths first: lower-casing every name of every push shows in a profile.
    if (name.length !== lowerCaseName.length || name.toLowerCase() !== lowerCaseName) {
      continue;
    }
    for (const line of headers[name] ?? []) {
      found = found === undefined ? line : `${found}, ${line}`;
    }
  }
  return found;
};
