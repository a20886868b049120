import type { CloudFormationCustomResourceResponse } from "aws-lambda";

/**
 * Sends the result of a custom resource to the signed URL that CloudFormation gave. The signature is for a request without a
 * content type; `fetch` would add one to a body of text, so the body is bytes.
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
