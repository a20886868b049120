import type { APIGatewayProxyEvent } from "aws-lambda";

/**
 * The value of a header. Its name matches in any case. Several lines of one header are joined (RFC 9110 section 5.3).
 */
export const findHeader = (
  { multiValueHeaders }: Pick<APIGatewayProxyEvent, "multiValueHeaders">,
  lowerCaseName: string,
): string | undefined => {
  let found: string | undefined;
  const headers = multiValueHeaders ?? {};
  for (const name of Object.keys(headers)) {
    // The length is compared first, since lower-casing every name of every push takes measurable time.
    if (name.length !== lowerCaseName.length || name.toLowerCase() !== lowerCaseName) {
      continue;
    }
    for (const line of headers[name] ?? []) {
      found = found === undefined ? line : `${found}, ${line}`;
    }
  }
  return found;
};
