import type { APIGatewayProxyEvent } from "aws-lambda";

/** The values of a header, whatever the case of its name; several lines of one header are joined as RFC 9110 5.3 does. */
export const findHeader = (
  { multiValueHeaders }: Pick<APIGatewayProxyEvent, "multiValueHeaders">,
  lowerCaseName: string,
): string | undefined => {
  const values = Object.entries(multiValueHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === lowerCaseName)
    .flatMap(([, lines]) => lines ?? []);
  return values.length === 0 ? undefined : values.join(", ");
};
