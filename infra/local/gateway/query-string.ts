export interface QueryString {
  /** Null if there is no parameter. If a name has several values, the last one. */
  readonly queryStringParameters: Record<string, string> | null;
  readonly multiValueQueryStringParameters: Record<string, string[]> | null;
}

const NO_QUERY: QueryString = { queryStringParameters: null, multiValueQueryStringParameters: null };

/**
 * Decodes a query as a REST API does: names and values percent-decoded, `+` a blank (captured on AWS, and LocalStack's
 * snapshots: "invocation-payload-with-params-encoding"). What is not UTF-8 once decoded becomes U+FFFD, which is not
 * known of AWS.
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
  // Unlike an assignment, fromEntries makes a parameter called __proto__ one like any other.
  return {
    queryStringParameters: Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ""])),
    multiValueQueryStringParameters: Object.fromEntries(values),
  };
};
