import type { CloudFormationCustomResourceResponse } from "aws-lambda";

/**
 * Tells CloudFormation what became of a custom resource, at the signed address that it named. The signature is for a request
 * without a content type, which `fetch` would add to a body of text.
 */
export const answerCloudFormation = async (
  url: string,
  answer: CloudFormationCustomResourceResponse,
): Promise<void> => {
  const response = await fetch(url, {
    method: "PUT",
    body: new TextEncoder().encode(JSON.stringify(answer)),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) {
    throw new Error(`CloudFormation's address answered ${response.status}`);
  }
};
