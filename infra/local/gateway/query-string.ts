export interface QueryString {
  /** Null if there is no parameter. If a name has several values, the last one. */
  readonly queryStringParameters: Record<string, string> | null;
  readonly multiValueQueryStringParameters: Record<string, string[]> | null;
}

const NO_QUERY: QueryString = { queryStringParameters: null, multiValueQueryStringParameters: null };

/**
 * Decodes a query as a REST API does: names and values are percent-decoded, and `+` is a space (captured on AWS, and
 * LocalStack's snapshots: "invocation-payload-with-params-encoding"). Decoded bytes that are not UTF-8 become U+FFFD;
 * AWS's behaviour is not known.
 */
export const parseQueryString = (query: string): QueryString => {
  if (query === "") {
    return NO_QUERY;
  }
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = values.get(name);
    if (earlier === undefined) {
      values.set(name, [value]);
    } else {
      earlier.push(value);
    }
  }
  if (values.size === 0) {
    return NO_QUERY;
  }
  // Unlike an assignment, fromEntries treats a parameter named __proto__ like any other.
  return {
    queryStringParameters: Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ""])),
    multiValueQueryStringParameters: Object.fromEntries(values),
  };
};
